"""Words of the account pages."""

from django import template

register = template.Library()

# In this order: Yandex, Edge and Opera call themselves Chrome, Chrome calls itself Safari.
_BROWSERS = {
    "YaBrowser/": "Яндекс Браузер",
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chromium/": "Chromium",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@register.filter
def device(user_agent: str) -> str:
    """«Яндекс Браузер, Android» from what a browser calls itself."""
    browser = next((name for sign, name in _BROWSERS.items() if sign in user_agent), "Неизвестный браузер")
    system = next((name for sign, name in _SYSTEMS.items() if sign in user_agent), "")
    return f"{browser}, {system}" if system else browser
