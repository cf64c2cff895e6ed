"""Writes the backup of a full site: documents, people with their appointments, cases, questions, and the trail of it all.

Everything is made up from a seed: the Members are fictional, the words a list whose frequencies follow Zipf's law. The
heads of the tables come from the backup of an empty site, so that the columns are those of the program under test;
`opencustoms restore` reads the result.

    python population.py empty.backup -o full.backup --documents 100000 --people 20000
"""

import argparse
import hashlib
import itertools
import json
import random
import sqlite3
import tempfile
import time
import uuid
from pathlib import Path

NEVER = 2**63 - 1
DAY = 86_400 * 1_000_000
MEMBERS, PARTNERS, COMPANIES, BODIES = 186, 30, 300, 20
SERIES = ("PC", "TC", "VT", "RO", "EN", "HS", "CB", "AD")
REGIONS = ("ams", "eur", "esa", "mena", "wca", "ap")
STREAMED = ("audit_entry", "blob_piece")
PLACES = {"document": 2, "case": 3, "question": 4, "person": 5}  # of the texts of the search, the newest first
VISITS = {
    "administrator": ("administration.administrator", "SECRETARIAT"), "officer": ("documents.officer", "SECRETARIAT"),
    "access": ("access.officer", "SECRETARIAT"), "auditor": ("administration.auditor", "SECRETARIAT"),
    "focal": ("members.focal-point", "M-001"), "delegate": ("members.delegate", "M-002"),
    "company": ("clearance.declarant", "C-001"),
}
FREQUENT = {
    "en": "customs tariff origin value code goods transit member procedure officer declaration rules risk duty trade "
    "evidence committee recommendation convention classification valuation border certificate training report",
    "fr": "douane tarif origine valeur code marchandises transit membre régime agent déclaration règles risque droit "
    "commerce preuve comité recommandation convention classement évaluation frontière certificat formation rapport",
}


def secret(name):
    """The secret of a viewer's log-in session; the database holds its digest."""
    return "session_" + hashlib.sha256(f"bench {name}".encode()).hexdigest()


def cookie(name):
    """The cookie of a viewer's log-in session; none for a visitor."""
    return f"session={secret(name)}" if name else ""


class Words:
    """Words of a language by Zipf's law: the first a tenth of all, the last in a few texts only."""

    def __init__(self, language, size=20_000):
        chance = random.Random(f"words {language}")
        found = FREQUENT[language].split()
        syllables = [a + b for a in "bcdfglmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
        seen = set(found)
        while len(found) < size:
            word = "".join(chance.choice(syllables) for _ in range(chance.choice((2, 3, 3, 4))))
            if word not in seen:
                seen.add(word)
                found.append(word)
        self.words = found
        self.weights = list(itertools.accumulate(1 / rank for rank in range(1, size + 1)))

    def some(self, chance, count):
        return " ".join(chance.choices(self.words, cum_weights=self.weights, k=count))


def queries():
    """What is sought: a word of nearly all texts, a rare one, two words, a beginning; in the words of the texts."""
    english, french = Words("en").words, Words("fr").words
    return {
        "common word": english[0], "frequent word": english[200], "rare word": english[15_000],
        "two words": f"{english[3]} {english[400]}", "beginning": "tar", "French, with accents": french[8],
        "person's name": "Ada Family7",
    }


def log_in(database, sessions):
    """Puts open log-in sessions into a database that no server holds."""
    with sqlite3.connect(database) as file:
        for session in sessions:
            names, marks = ", ".join(session), ", ".join("?" * len(session))
            file.execute(f"INSERT INTO login_session ({names}) VALUES ({marks})", list(session.values()))
    file.close()


class Backup:
    """Rows by table, written in the order of the empty backup's tables."""

    def __init__(self, empty):
        self.order, self.columns, self.rows = [], {}, {}
        lines = [json.loads(line) for line in Path(empty).read_text(encoding="utf-8").splitlines()]
        self.head = lines[0]
        for line in lines[1:-1]:
            if isinstance(line, dict):
                self.order.append(line["table"])
                self.columns[line["table"]], self.rows[line["table"]] = line["columns"], []
            else:
                self.rows[self.order[-1]].append(line)
        # What belongs to the empty site's own run.
        for table in ("link", "audit_checkpoint", "job"):
            self.rows[table].clear()
        self.folder = tempfile.TemporaryDirectory(prefix="opencustoms-bench-")
        self.streams = {
            table: open(Path(self.folder.name, table), "w+", encoding="utf-8") for table in STREAMED  # noqa: SIM115
        }

    def add(self, table, **values):
        row = [values.pop(column, None) for column in self.columns[table]]
        if values:
            raise SystemExit(f"`{table}` has no column {', '.join(values)}: bench/population.py is of another schema")
        if table in self.streams:
            self.streams[table].write(line(row))
        else:
            self.rows[table].append(row)

    def write(self, path):
        digest, count = hashlib.sha256(), 0
        with open(path, "w", encoding="utf-8") as out:
            def put(text):
                digest.update(text.encode())
                out.write(text)

            put(line(self.head))
            for table in self.order:
                put(line({"table": table, "columns": self.columns[table]}))
                for row in self.rows[table]:
                    put(line(row))
                count += len(self.rows[table])
                if table in self.streams:
                    self.streams[table].seek(0)
                    for text in self.streams[table]:
                        put(text)
                        count += 1
            out.write(line({"sha256": digest.hexdigest()}))
        return count


def line(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


class Site:
    """What is in the site, and the means to add to it."""

    def __init__(self, empty, seed, now):
        self.backup, self.chance, self.now = Backup(empty), random.Random(seed), now
        self.words = {language: Words(language) for language in ("en", "fr")}
        self.codes, self.people, self.members, self.samples, self.sessions = itertools.count(1), [], {}, {}, []
        entries, columns = self.backup.rows["audit_entry"], self.backup.columns["audit_entry"]
        last = dict(zip(columns, entries[-1], strict=True)) if entries else {"number": 0, "hash": "0" * 64}
        self.number, self.hash = last["number"], last["hash"]

    def id(self, moment):
        """An identifier that sorts by its moment, as the program makes them (UUID version 7)."""
        milliseconds = moment // 1_000
        return str(uuid.UUID(int=(
            milliseconds << 80 | 7 << 76 | self.chance.getrandbits(12) << 64 | 2 << 62 | self.chance.getrandbits(62)
        )))

    def record(self, id, kind, service, moment, state="draft", level=0, keys=(), **more):
        facts = {"publish_from": 0, "retain_until": NEVER, "owner": None, "author": None, **more}
        self.backup.add(
            "record", id=id, kind=kind, service=service, moment=moment, state=state, level=level, **facts
        )
        for way, term in sorted(set(keys)):
            self.backup.add("record_key", record=id, way=way, term=term)

    def find(self, kind, record, language, title, content):
        facts = {"kind": kind, "record": record, "language": language, "title": title, "content": content}
        self.backup.add("search_text", code=PLACES[kind] * 2**40 - next(self.codes), **facts)

    def enter(self, at, actor, action, kind, record):
        """The next entry of the trail, chained to the one before."""
        self.number += 1
        fields = [self.hash, str(self.number), str(at), actor, "", action, kind, record, "1", "", "{}"]
        digest = hashlib.sha256()
        for field in fields:
            text = field.encode()
            digest.update(len(text).to_bytes(8, "big") + text)
        previous, self.hash = self.hash, digest.hexdigest()
        self.backup.add(
            "audit_entry", number=self.number, at=at, actor=actor, session="", action=action, kind=kind, record=record,
            allowed=1, policies="", detail="{}", previous=previous, hash=self.hash,
        )

    def bodies(self):
        kinds = (("member", "M", MEMBERS), ("partner", "P", PARTNERS), ("company", "C", COMPANIES), ("body", "WB", BODIES))
        for kind, letter, count in kinds:
            for number in range(1, count + 1):
                name = f"{self.words['en'].words[300 + number].title()} {kind} {number}"
                member = kind == "member"
                self.backup.add(
                    "body", code=f"{letter}-{number:03}", kind=kind, name_en=name, name_fr=name, source="made up",
                    as_of="2026-11-22", region=REGIONS[number % 6] if member else None,
                    joined=f"{1953 + number % 60}-01-01" if member else None,
                )

    def person(self, number, moment):
        """A person with an account, as `user add` makes one."""
        id, chance = self.id(moment), self.chance
        given = chance.choice(("Ada", "Bao", "Chidi", "Dunya", "Émile", "Farah", "Goran", "Hana", "Ines", "Jonas"))
        name, email = f"{given} Family{number}", f"person{number}@example.org"
        language, kind = chance.choice(("en", "en", "fr")), chance.choice(("member", "partner", "trader", "public"))
        self.backup.add(
            "person", id=id, name=name, email=email, email_folded=email, language=language, kind=kind,
            created_at=moment, version=1,
        )
        self.backup.add(
            "account", person=id, failures=0, locked_until=0, one_time_confirmed=0, one_time_step=0,
            handle=f"{chance.getrandbits(512):0128x}",
        )
        self.enter(moment, "program", "add", "person", id)
        self.find("person", id, language, name, f" {email} {name.lower()}")
        return id

    def appoint(self, person, role, body, moment, over):
        id = self.id(moment)
        ended = moment + 30 * DAY if over else None
        self.backup.add(
            "appointment", id=id, person=person, body=body, role=role, from_at=moment, appointed_by="program",
            certified_at=self.now - self.chance.randrange(300) * DAY, ended_at=ended,
            ended_by="program" if over else None,
        )
        self.record(id, "appointment", "administration", moment, owner=body, keys=[("handler", f"person:{person}")])
        self.enter(moment, "program", "appoint", "appointment", id)

    def place(self, number):
        """The role and the body of a person by their number; none for the public."""
        chance, kind = self.chance, number % 100
        if kind < 60:
            role = chance.choices(("delegate", "focal-point", "officer"), (80, 4, 16))[0]
            role = "clearance.officer" if role == "officer" else f"members.{role}"
            return role, f"M-{number % MEMBERS + 1:03}"
        if kind < 66:
            return "members.observer", f"P-{number % PARTNERS + 1:03}"
        if kind < 80:
            return "clearance.declarant", f"C-{number % COMPANIES + 1:03}"
        if kind < 83:
            return "members.participant", f"WB-{number % BODIES + 1:03}"
        if number % 500 == 83:
            return chance.choice(("documents.officer", "access.officer", "contact.officer")), "SECRETARIAT"
        return None

    def settle(self, count):
        """The people with their appointments, and the log-in sessions of those who visit."""
        start, step = self.now - 6 * 365 * DAY, 3 * 365 * DAY // max(count, 1)
        visits = dict(enumerate(VISITS))
        for number in range(count):
            moment = start + number * step
            id = self.person(number, moment)
            place = VISITS[visits[number]] if number in visits else self.place(number)
            owner = place[1] if place and place[1] != "SECRETARIAT" else None
            queue = [("queue", "role:administration.administrator")]
            self.record(id, "person", "administration", moment, author=id, owner=owner, keys=queue)
            if place:
                # Whoever visits holds the appointment now; of the others a tenth was ended.
                self.appoint(id, *place, moment + 1_000, number not in visits and self.chance.random() < 0.1)
            if number in visits:
                self.session(visits[number], id)
            self.people.append(id)

    def session(self, name, person):
        """An open log-in session. A backup holds none: they are put into the restored database."""
        self.members[name] = person
        self.sessions.append({
            "id": self.id(self.now), "digest": hashlib.sha256(secret(name).encode()).hexdigest(), "person": person,
            "way": "passkey", "second_factor": 1, "persistent": 1, "agent": "bench", "address": "127.0.0.1",
            "begun_at": self.now, "seen_at": self.now, "ends_at": self.now + 30 * DAY,
        })

    def audience(self):
        """Level, audience and closed group of a document."""
        chance, body = self.chance, f"body:WB-{self.chance.randrange(BODIES) + 1:03}"
        kind = chance.random()
        if kind < 0.45:
            return 0, ["anyone"], None
        if kind < 0.50:
            return 0, ["account"], None
        if kind < 0.77:
            return 1, ["members", "partners"] if kind < 0.57 else ["members"], None
        if kind < 0.85:
            return 1, [body], body if kind < 0.79 else None
        if kind < 0.95:
            return 2, [f"body:M-{chance.randrange(MEMBERS) + 1:03}" for _ in range(chance.randrange(1, 6))], None
        if kind < 0.98:
            return 2, ["role:members.focal-point"], None
        return 3, [f"person:{chance.choice(self.people)}" for _ in range(chance.randrange(1, 4))], None

    def publish(self, count):
        """Documents over three years in several series, most in two languages."""
        latest = dict.fromkeys(SERIES, 0)
        start, step = self.now - 3 * 365 * DAY, (3 * 365 - 1) * DAY // max(count, 1)
        for number in range(count):
            self.document(start + number * step, latest)
        for code in SERIES:
            pattern = code + "{number:05}{language}{version}"
            self.backup.add(
                "series", code=code, title_en=f"Series {code}", title_fr=f"Série {code}", pattern=pattern,
                latest=latest[code],
            )

    def document(self, moment, latest):
        chance, id, author = self.chance, self.id(moment), self.members["officer"]
        state = chance.choices(("published", "draft", "withdrawn"), (93, 5, 2))[0]
        level, audience, group = self.audience()
        series = chance.choice(SERIES)
        self.record(
            id, "document", "documents", moment, state=state, level=level, author=author, owner="SECRETARIAT",
            compartment=group, keys=[("audience", key) for key in audience], shelf=series,
            publish_from=self.now + 30 * DAY if chance.random() < 0.01 else 0,
            retain_until=self.now - DAY if chance.random() < 0.005 else moment + 3_650 * DAY,
        )
        if state != "draft":
            latest[series] += 1
        given = latest[series] if state != "draft" else None
        self.backup.add(
            "paper", id=id, kind=chance.choices(("publication", "paper", "evidence"), (3, 6, 1))[0], series=series,
            number=given, symbol=f"{series}{given:05}E1" if given else None, made_at=moment, version=3,
        )
        if state == "published":
            self.samples[id] = (level, audience)
        editions = chance.choices((1, 2), (85, 15))[0] if given else 0
        self.written(id, "en", moment, editions, "published" if given else "draft")
        french = chance.random()
        if given and french < 0.75:
            self.written(id, "fr", moment, editions, "published")
        elif given and french < 0.85:
            self.written(id, "fr", moment, 1, "published" if editions == 1 else "outdated")
        elif french < 0.90:
            self.written(id, "fr", moment, 0, "draft")

    def written(self, id, language, moment, editions, state):
        """One language of a document; a third of the texts are a few hundred words long."""
        chance, words, author = self.chance, self.words[language], self.members["officer"]
        title = words.some(chance, chance.randrange(4, 10)).capitalize()
        summary, text, blob = words.some(chance, chance.randrange(15, 40)).capitalize() + ".", "", None
        if editions and chance.random() < 0.33:
            text = words.some(chance, chance.randrange(150, 450))
            blob = self.content(text, moment) if language == "en" else None
        file = "text.txt" if blob else ""
        shared = {"paper": id, "language": language, "title": title, "summary": summary, "blob": blob, "file": file}
        self.backup.add(
            "paper_language", **shared, state=state, edition=editions, changed_at=moment, changed_by=author,
            published_at=moment if editions else None,
        )
        for edition in range(1, editions + 1):
            self.backup.add("paper_edition", **shared, edition=edition, published_at=moment, published_by=author)
            self.enter(moment, author, "publish", "document", id)
        if editions:
            self.find("document", id, language, title, f"{summary}\n{text}")

    def content(self, text, moment):
        content = text.encode()
        hash = hashlib.sha256(content).hexdigest()
        self.backup.add("blob", hash=hash, size=len(content), media="text/plain", scan="none", made_at=moment)
        self.backup.add("blob_piece", blob=hash, start=0, content=content.hex())
        return hash

    def open_cases(self, count):
        """Requests for access and questions, a fifth of them open."""
        forms = {row["id"]: row["version"] for row in self.forms()}
        for number in range(count):
            moment = self.now - (count - number) * 400 * DAY // count
            procedure = "access-request" if number % 2 else "contact"
            waits = number % 5 == 0
            states = {
                "access-request": ("with-focal-point" if number % 4 == 1 else "with-secretariat", "approved"),
                "contact": ("received", "answered"),
            }
            member = f"M-{number % MEMBERS + 1:03}"
            queues = {
                "with-focal-point": f"role:members.focal-point@{member}", "with-secretariat": "role:access.officer",
                "received": "role:contact.officer",
            }
            state = states[procedure][0 if waits else 1]
            keys = [("queue", queues[state])] if waits else []
            self.case(number, moment, procedure, forms[procedure], state, member, keys)

    def forms(self):
        return [dict(zip(self.backup.columns["form"], row, strict=True)) for row in self.backup.rows["form"]]

    def case(self, number, moment, procedure, version, state, member, keys):
        id, chance = self.id(moment), self.chance
        service = "access" if procedure == "access-request" else "contact"
        self.record(
            id, "case", service, moment, state="open" if keys else "closed", level=1, keys=keys, shelf=procedure,
            owner=member if procedure == "access-request" else None,
        )
        self.backup.add(
            "casework", id=id, procedure_id=procedure, form=procedure, form_version=version, state=state,
            language="en", opened_at=moment, due_at=self.now + number % 30 * DAY + DAY if keys else None,
            closed_at=None if keys else moment + DAY, version=2, service=service,
        )
        answers = {"name": ("line", f"Asker {number}"), "email": ("email", f"asker{number}@example.org")}
        if procedure == "contact":
            answers |= {
                "topic": ("choice", "other"), "question": ("text", self.words["en"].some(chance, 60)),
            }
        else:
            answers |= {
                "account": ("choice", "member"), "body": ("body", member), "affiliation": ("line", "Customs"),
                "function": ("line", "Officer"), "language": ("choice", "en"), "services": ("choices", ["documents"]),
            }
        for question, (kind, value) in answers.items():
            facts = {"casework": id, "question": question, "author": "visitor", "at": moment, "version": 1}
            value = json.dumps({"kind": kind, "value": value})
            self.backup.add("answer", **facts, value=value)
            self.backup.add("answer_past", **facts, value=value, kept=1)
        self.backup.add(
            "case_step", casework=id, number=1, step="to-secretariat", from_state="received", to_state=state,
            actor="program", reason="", at=moment,
        )
        self.find("case", id, "en", f"Asker {number}", " ".join(str(value) for _, value in answers.values()))
        self.enter(moment, "visitor", "lodge", "case", id)

    def ask(self, count):
        """Frequent questions."""
        for number in range(count):
            moment = self.now - (count - number) * DAY
            id, words = self.id(moment), self.words
            question = {one: words[one].some(self.chance, 9).capitalize() + " ?" for one in words}
            answer = {one: words[one].some(self.chance, 60).capitalize() + "." for one in words}
            self.record(id, "question", "contact", moment, state="published", keys=[("audience", "anyone")])
            self.backup.add(
                "faq", id=id, topic=("documents", "account", "clearance", "other")[number % 4],
                question_en=question["en"], question_fr=question["fr"], answer_en=answer["en"],
                answer_fr=answer["fr"], changed_at=moment, version=1,
            )
            for language in words:
                self.find("question", id, language, question[language], answer[language])

    def send(self, count):
        """Mail that was sent, and downloads."""
        documents = list(self.samples)
        for number in range(count):
            moment = self.now - (count - number) * 60_000_000
            self.backup.add(
                "mail", id=self.id(moment), person=self.chance.choice(self.people), address="person@example.org",
                language="en", template="case-waiting", subject="A case waits", content="A case waits for you.",
                state="sent", attempts=1, next_at=moment, made_at=moment, sent_at=moment,
            )
            self.backup.add(
                "download", id=self.id(moment), paper=self.chance.choice(documents), language="en", edition=1,
                actor=self.chance.choice(self.people), at=moment,
            )

    def sorted(self):
        """Rows in the order of their keys, as a backup has them."""
        keys = {"record": "id", "record_key": "record way term", "blob": "hash", "appointment": "id", "search_text": "code"}
        for table, names in keys.items():
            places = [self.backup.columns[table].index(name) for name in names.split()]
            self.backup.rows[table].sort(key=lambda row, places=places: [row[place] for place in places])
        place = self.backup.columns["audit_head"].index
        head = self.backup.rows["audit_head"][0]
        head[place("number")], head[place("hash")] = self.number, self.hash

    def known(self):
        """What the load asks for: documents by who may see them, the people who visit."""
        ids = list(self.samples)[::-1]
        first = lambda level, key: next((id for id in ids if self.samples[id] == (level, [key])), None)  # noqa: E731
        restricted = next((id for id in ids if self.samples[id][0] == 2 and "body:M-002" in self.samples[id][1]), None)
        return {
            "public": first(0, "anyone"), "members": first(1, "members"), "restricted": restricted,
            "focal-points": first(2, "role:members.focal-point"), "people": self.members, "sessions": self.sessions,
        }


def write(empty, path, documents, people, seed=1):
    """Writes the backup; what the load needs to know of it, and how many rows there are."""
    site = Site(empty, seed, time.time_ns() // 1_000)
    site.bodies()
    site.settle(people)
    site.publish(documents)
    site.open_cases(max(people // 4, 100))
    site.ask(200)
    site.send(max(people // 10, 100))
    site.sorted()
    # The empty site's own entries stand before ours.
    entries = site.backup.rows["audit_entry"]
    rows = site.backup.write(path)
    return {**site.known(), "rows": rows, "entries": site.number, "before": len(entries)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("empty", help="the backup of an empty site")
    parser.add_argument("-o", "--out", required=True)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=20_000)
    given = parser.parse_args()
    print(json.dumps(write(given.empty, given.out, given.documents, given.people)))


if __name__ == "__main__":
    main()
