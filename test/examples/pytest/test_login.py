"""With pytest, or whatever else runs tests, in any language: sessionspy stands around the run.

    sessionspy --target localhost:8000 --har out.har \\
        --expect login-rotates-session --expect 'only ada on /me/' -- pytest

The tests find the proxy in SESSIONSPY_URL and know nothing else of it; sessionspy judges the sessions.
"""
import http.cookiejar
import os
import re
import urllib.parse
import urllib.request

URL = os.environ["SESSIONSPY_URL"]


def user_agent():
    jar = http.cookiejar.CookieJar()
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))


def log_in(agent, name):
    page = agent.open(URL + "/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    form = {"csrfmiddlewaretoken": token, "username": name, "password": name + "-password"}
    data = urllib.parse.urlencode(form).encode()
    return agent.open(urllib.request.Request(URL + "/login/", data, {"Origin": URL}))


def test_the_counter_survives_the_login():
    agent = user_agent()
    agent.open(URL + "/counter/")
    log_in(agent, "ada")
    assert b"2" in agent.open(URL + "/counter/").read()


def test_only_ada_sees_her_page():
    agent = user_agent()
    log_in(agent, "ada")
    assert b"ada" in agent.open(URL + "/me/").read()
