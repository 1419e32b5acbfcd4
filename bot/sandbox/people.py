"""Teams and people of Larkspur. Every name is invented and every address ends in .example."""

import hashlib
from dataclasses import dataclass

DOMAIN = "larkspur.example"
_ANTHROPIC_ALIASES = {
    f"beatriz.santos@{DOMAIN}": "bea@larkspur-labs.example",
    f"tiago.rocha@{DOMAIN}": "tiago.rocha@larkspur-labs.example",
}
"""Who signed up at Anthropic with an address of their own."""


def opaque(prefix: str, text: str, *, length: int = 14) -> str:
    """An id that looks like a provider's own and is the same for the same text for ever."""
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:length].upper()


_OPENAI_ALIASES = {
    f"nora.castillo@{DOMAIN}": f"nora@studio.{DOMAIN}",
    f"kateryna.bondar@{DOMAIN}": f"k.bondar@{DOMAIN}",
}


@dataclass(frozen=True)
class Team:
    """A team with the chat channel its digest goes to; `parent` is the slug of the team it belongs to."""

    slug: str
    name: str
    channel: str
    timezone: str
    parent: str | None = None


GITHUB_TOO = (f"lukas.brandt@{DOMAIN}", f"theo.lambert@{DOMAIN}", f"rohan.desai@{DOMAIN}")
"""Who is no engineer and has an account there."""


@dataclass(frozen=True)
class Person:
    """Somebody in exactly one team, with the ids each provider knows her by."""

    name: str
    email: str
    team: str

    @property
    def openai_id(self) -> str:
        """Her user id at OpenAI."""
        return opaque("user-", f"openai {self.email}")

    @property
    def openai_email(self) -> str:
        """Her address at OpenAI, which is another one where she joined with an alias."""
        return _OPENAI_ALIASES.get(self.email, self.email)

    @property
    def aliases(self) -> tuple[str, ...]:
        """What else providers call her; the org file lists them, so that she is one person everywhere."""
        addresses = {self.openai_email, self.anthropic_email} - {self.email}
        login = (f"github:{self.github_login}",) if self.has_github else ()
        return (*sorted(addresses), *login)

    @property
    def has_github(self) -> bool:
        """Whether she has an account at GitHub that the company knows of."""
        return self.team == "engineering" or self.email in GITHUB_TOO

    @property
    def anthropic_id(self) -> str:
        """Her user id at Anthropic."""
        return opaque("user_01", f"anthropic {self.email}")

    @property
    def github_login(self) -> str:
        """Her login at GitHub, which knows her by nothing else."""
        names = self.email.partition("@")[0].split(".")
        return f"{names[0][0]}{names[-1]}_lark"

    @property
    def anthropic_email(self) -> str:
        """The address she signed up with at Anthropic."""
        return _ANTHROPIC_ALIASES.get(self.email, self.email)

    @property
    def slack_id(self) -> str:
        """Her user id in Slack."""
        return opaque("U0", f"slack {self.email}", length=9)


TEAMS = (
    Team("support", "Support EU", "C0SUPPORT1", "Europe/Berlin"),
    Team("sales", "Sales", "C0SALES001", "Europe/London"),
    Team("engineering", "Engineering", "C0ENGINEER", "Europe/Lisbon"),
    Team("marketing", "Marketing", "C0MARKETIN", "America/New_York"),
    Team("operations", "Operations", "C0OPERATIO", "Asia/Kolkata"),
    Team("finance-ops", "Finance Ops", "C0FINANCEO", "Asia/Kolkata", parent="operations"),
)

_NAMES = {
    "support": """Ana Silva, Jonas Weber, Mira Kowalska, Lukas Brandt, Selin Aydin, Pieter de Vries, Hanna Lindqvist,
        Tomas Novak, Elif Kaya, Greta Neumann, Marco Ricci, Ines Moreau, Viktor Petrov, Leonie Fischer""",
    "sales": """Owen Hughes, Priya Nair, Charlotte Reed, Callum Fraser, Amara Okafor, Felix Grant, Isla Murray,
        Daniel Osei, Harriet Cole, Rhys Morgan, Zara Malik""",
    "engineering": """Rui Carvalho, Beatriz Santos, Nuno Almeida, Kateryna Bondar, Diogo Matos, Yuki Tanaka,
        Sofia Ribeiro, Arjun Mehta, Clara Duarte, Mateus Lima, Freya Olsen, Tiago Rocha, Wei Zhang, Joana Pires,
        Samir Haddad, Leonor Cunha, Pavel Dvorak, Marta Faria""",
    "marketing": """Nora Castillo, Ethan Brooks, Maya Goldberg, Jordan Ellis, Camila Vargas, Theo Lambert,
        Grace Whitfield""",
    "operations": """Kavya Iyer, Rohan Desai, Meera Joshi, Sanjay Rao, Anita Kulkarni, Vikram Shetty, Divya Menon,
        Farhan Qureshi, Lakshmi Pillai""",
    "finance-ops": "Neha Bhatt, Imran Sheikh, Tara Fernandes",
}


def _person(name: str, team: str) -> Person:
    return Person(name, f"{name.lower().replace(' ', '.')}@{DOMAIN}", team)


PEOPLE = tuple(_person(" ".join(name.split()), team) for team, names in _NAMES.items() for name in names.split(","))
