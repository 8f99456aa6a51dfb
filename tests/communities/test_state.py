"""A community's state is read once per version."""
from core.communities.models import Community
from core.communities.services import all_communities, bump_version, current_community, forget
from core.tenancy.session import db, use


def rename(session, community_id, name):
    session.get(Community, community_id).name = name
    bump_version(community_id)


def test_the_state_is_read_once_and_then_only_its_version(app, community, query_counter):
    with app.app_context():
        forget()
        with use(community.id):
            first = current_community()
        with use(community.id), query_counter() as statements:
            assert current_community() is first
            assert current_community() is first
        assert len(statements) == 1


def test_a_change_is_seen_at_once_here_and_after_commit_elsewhere(app, community):
    with app.app_context(), use(community.id) as session:
        before = current_community()
        rename(session, community.id, "新名字")
        assert current_community().name == "新名字"
        session.commit()
        assert current_community().name == "新名字"
        assert current_community().version == before.version + 1


def test_a_change_rolled_back_leaves_nothing_behind(app, community):
    with app.app_context(), use(community.id) as session:
        before = current_community()
        rename(session, community.id, "不算数")
        assert current_community().name == "不算数"
        session.rollback()
        assert current_community() is before


def test_two_communities_have_two_states(app, community, other_community):
    with app.app_context():
        for row in (community, other_community):
            with use(row.id):
                assert (current_community().id, current_community().name) == (row.id, row.name)


def test_all_communities_come_in_the_operators_order(app, community, other_community):
    with app.app_context():
        db.session.get(Community, community.id).position = 1
        db.session.commit()
        assert [row.slug for row in all_communities()] == [community.slug, other_community.slug]


def test_a_page_asks_for_the_community_once(app, client, community, query_counter):
    client.get("/login")
    with query_counter() as statements:
        client.get("/login")
    assert sum("FROM community" in s for s in statements) == 1
