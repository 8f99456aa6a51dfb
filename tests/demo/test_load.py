import time
from core.communities.instance.apply import apply
from core.communities.figures import figures
from core.communities.services import community_by_slug
from core.demo.loader import load_demo
from core.tenancy.session import db, use


def test_try(app):
    with app.app_context():
        for slug in ("xinzhu","changcheng-garden","yinkai","guangzhou-street"):
            apply(slug)
            t=time.time()
            load_demo(slug)
            print(slug, time.time()-t)
            i=community_by_slug(slug).id; db.session.rollback()
            with use(i):
                print(figures(), figures(2015))
