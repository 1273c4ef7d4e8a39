"""A user's test, run by pytest with the client's plugin."""
import os

from evalguard.pytest_plugin import evalguard_test


@evalguard_test
def test_makes_a_dataset(evalguard_client):
    project = os.environ["EVALGUARD_PROJECT_ID"]
    evalguard_client.create_dataset(project, os.environ["CONFORM_NAME"], [{"input": "a"}])
