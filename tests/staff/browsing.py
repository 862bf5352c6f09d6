"""A form of the back office as a browser reads it, fills it and sends it."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """What the main form of an admin page would send, untouched: `{name: [values]}`."""

    def __init__(self, html, form_id=None):
        super().__init__()
        self.form_id, self.inside, self.data = form_id, False, {}
        self.kinds, self.select, self.option, self.textarea = {}, None, None, None
        self.feed(html)

    def put(self, name, value, kind):
        self.kinds[name] = kind
        self.data.setdefault(name, [])
        if value is not None:
            self.data[name].append(value)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.inside = a.get("method") == "post" and (
                a.get("id", "").endswith("_form") if self.form_id is None else True
            )
        if not (self.inside or "form" in a) or "disabled" in a:
            return
        name, kind = a.get("name"), a.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "file", "button"):
            is_off = kind in ("checkbox", "radio") and "checked" not in a
            self.put(name, None if is_off else a.get("value", "on" if "checked" in a else ""), kind)
        elif tag == "select" and name:
            self.select, self.first = name, None
            self.is_multiple = "multiple" in a
            self.put(name, None, "select")
        elif tag == "option" and self.select:
            self.first = a.get("value", "") if self.first is None else self.first
            if "selected" in a:
                self.put(self.select, a.get("value", ""), "select")
        elif tag == "textarea" and name:
            self.textarea, self.text = name, ""

    def handle_data(self, data):
        if self.textarea:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            text = self.text.removeprefix("\r\n").removeprefix("\n").replace("\r\n", "\n")
            self.put(self.textarea, text.replace("\n", "\r\n"), "textarea")
            self.textarea = None
        elif tag == "select" and self.select:
            if not self.data[self.select] and not self.is_multiple and self.first is not None:
                self.data[self.select] = [self.first]
            self.select = None
        elif tag == "form":
            self.inside = False


class Filled:
    """An opened form, in one person's browser."""

    def __init__(self, client, url, form_id=None):
        self.client, self.url = client, url
        page = client.get(url)
        self.read(page.content.decode(), form_id)

    def read(self, html, form_id=None):
        reader = FormReader(html, form_id)
        self.kinds = reader.kinds
        self.data = {name: values for name, values in reader.data.items() if values}
        return self

    def __getitem__(self, name):
        return "".join(self.data.get(name, []))

    def __setitem__(self, name, value):
        self.data[name] = [value]

    def send(self, url=None, **more):
        data = {"_continue": "1"} | self.data | more
        return self.client.post(url or self.url, data)
