from core.communities.instance.apply import apply, plan_for


def test_try(app):
    with app.app_context():
        for slug in ("xinzhu","changcheng-garden","yinkai","guangzhou-street"):
            p=plan_for(slug)
            print(p.new, len(p.added), len(p.changed), p.missing)
            apply(slug)
            p=plan_for(slug)
            assert p.empty, p
