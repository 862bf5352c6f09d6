"""Small HTTP rules that hold for every answer of the site."""

import ipaddress

from django.conf import settings


class TrustedProxyMiddleware:
    """Forget what a client says of itself unless a proxy we trust says it.

    Without this, anyone could send `X-Forwarded-Proto: https` and pass for a safe connection.
    """

    HEADERS = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not self.is_trusted(request.META.get("REMOTE_ADDR", "")):
            for header in self.HEADERS:
                request.META.pop(header, None)
        return self.get_response(request)

    def is_trusted(self, address):
        try:
            address = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(address in network for network in settings.TRUSTED_PROXIES)


class PermissionsPolicyMiddleware:
    """The site never uses these abilities of the browser, so nobody may use them through it."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response
