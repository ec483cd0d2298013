"""The PyPI client `appwrite==0.4.0`, which knows nothing of us, against the Appwrite-like server of the tests.

Usage: independent_client.py BASE_URL PROJECT KEY
"""

import sys

from appwrite.client import Client
from appwrite.exception import AppwriteException
from appwrite.services.users import Users


def refused(code, call, *arguments):
    try:
        call(*arguments)
    except AppwriteException as error:
        assert error.code == code, (error.code, error.message)
        return
    raise AssertionError(f"{call.__name__}{arguments} was not refused")


def main(base, project, key):
    client = Client().set_endpoint(base).set_project(project).set_key(key)
    users = Users(client)
    user = users.create("Ada@Example.org", "a long secret", "Ada")
    assert user["email"] == "ada@example.org" and user["name"] == "Ada" and user["status"] == 0, user
    refused(409, users.create, "ada@example.org", "a long secret")
    refused(400, users.create, "bob@example.org", "short")
    assert users.get(user["$id"])["$id"] == user["$id"]
    listed = users.list("example.org", 10, 0, "ASC")
    assert listed["sum"] == 1 and listed["users"][0]["$id"] == user["$id"], listed
    refused(400, users.list, "", 101)
    assert users.update_status(user["$id"], 2)["status"] == 2
    assert users.update_verification(user["$id"], True)["emailVerification"] is True
    assert users.update_prefs(user["$id"], {"theme": "pink"}) == {"theme": "pink"}
    assert users.update_prefs(user["$id"], {"language": "en"}) == {"language": "en"}
    assert users.get_prefs(user["$id"]) == {"language": "en"}
    sessions = users.get_sessions(user["$id"])
    assert sessions["sum"] == 1, sessions
    assert users.get_logs(user["$id"])["logs"][0]["event"], "a log entry names its event"
    users.delete_session(user["$id"], sessions["sessions"][0]["$id"])
    users.delete_session(user["$id"], "unknown")
    users.delete_sessions(user["$id"])
    assert users.get_sessions(user["$id"])["sum"] == 0
    users.delete(user["$id"])
    refused(404, users.delete, user["$id"])
    refused(404, users.get, "nobody")
    stranger = Users(Client().set_endpoint(base).set_project(project).set_key("wrong"))
    refused(401, stranger.list)
    print("12 operations passed")


if __name__ == "__main__":
    main(*sys.argv[1:4])
