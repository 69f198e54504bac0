"""Where profiles of siren and light are kept: the parameters `API.SirenAndLightService1.Profile#`, one group for each place."""

from __future__ import annotations

from camsim.device.errors import ExistsError, FullError, NotThereError
from camsim.device.parameters import Parameters
from camsim.device.siren.patterns import Kind
from camsim.device.siren.signal import Signal, SignalProfile

GROUP = "API.SirenAndLightService1"
CONTINUOUS = "continuous"
"""Unit of a signal that lasts until it is stopped."""
UNSET = 254
"""Number of a siren that a profile does not use; of a whole place that nobody uses it is 0."""
NO_THRESHOLD = 255
MAIN_LIGHT = "SignalingLED"
_SIREN = "Siren"
"""Function of a siren (a guess: no recorded profile has one)."""


class SignalShelf:
    """The profiles by place. `param.cgi` and the verbs see the same texts; what a client has spoilt there is no profile any more."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._places = [
            name.removesuffix(".Name")
            for name in parameters.group(GROUP)
            if name.startswith(f"{GROUP}.Profile") and name.count(".") == 3 and name.endswith(".Name")
        ]

    def all(self) -> list[SignalProfile]:
        """The profiles, in order of their places."""
        return [self._read(place) for place in self._places if self._text(place, "Name")]

    def get(self, name: str) -> SignalProfile:
        """The profile of a name. Raises NotThereError (subject `signal profile`)."""
        found = next((profile for profile in self.all() if profile.name == name), None)
        if found is None:
            raise NotThereError(f"no profile {name}", subject="signal profile", value=name)
        return found

    def put(self, profiles: list[SignalProfile], *, overwrite: bool = False, erase: bool = False) -> None:
        """Adds profiles, all or none. Raises ExistsError (subject `signal profile`), FullError, OutOfRangeError."""
        kept = {} if erase else {profile.name: profile for profile in self.all()}
        for profile in [each.filled() for each in profiles]:
            if profile.name in kept and not overwrite:
                raise ExistsError(f"{profile.name} exists", subject="signal profile", value=profile.name)
            kept[profile.name] = profile
        if len(kept) > len(self._places):
            raise FullError(f"there may be {len(self._places)} profiles", subject="profiles")
        self._arrange(list(kept.values()))

    def remove(self, name: str) -> None:
        """Takes a profile away; the ones behind it move up (a guess). Raises NotThereError (subject `signal profile`)."""
        gone = self.get(name)
        self._arrange([profile for profile in self.all() if profile.name != gone.name])

    # ---- inside

    def _arrange(self, profiles: list[SignalProfile]) -> None:
        for index, place in enumerate(self._places):
            texts = _texts(profiles[index]) if index < len(profiles) else _NOTHING
            for name, text in texts.items():
                if self._parameters.text(f"{place}.{name}", text) != text:
                    self._parameters.store(f"{place}.{name}", text)

    def _read(self, place: str) -> SignalProfile:
        return SignalProfile(
            self._text(place, "Name"),
            self._text(place, "Description"),
            self._signal(place, Kind.SIREN),
            self._signal(place, Kind.LIGHT),
            self._text(place, "ResumeOnStartup") == "yes",
        )

    def _signal(self, place: str, kind: Kind) -> Signal | None:
        part = f"{place}.{kind.capitalize()}"
        pattern, unit = self._text(part, "Pattern"), self._text(part, "DurationUnit")
        if not pattern:
            return None
        light = kind is Kind.LIGHT
        return Signal(
            kind,
            pattern,
            self._number(part, "Intensity"),
            self._number(part, "Speed") if light else None,
            tuple(color for color in self._text(part, "Colors").split(",") if color) if light else None,
            self._number(part, "Priority"),
            None if unit in ("", CONTINUOUS) else unit,
            self._number(part, "DurationValue"),
            self._text(part, "FunctionName") if light else "",
        )

    def _text(self, place: str, name: str) -> str:
        return self._parameters.text(f"{place}.{name}")

    def _number(self, place: str, name: str) -> int:
        return self._parameters.number(f"{place}.{name}")


def _texts(profile: SignalProfile) -> dict[str, str]:
    """The parameters of a place with a profile."""
    head = {"Name": profile.name, "Description": profile.description, "ResumeOnStartup": "yes" if profile.resumes else "no"}
    return {**head, **_part(Kind.SIREN, profile.siren, UNSET), **_part(Kind.LIGHT, profile.light, UNSET)}


def _part(kind: Kind, signal: Signal | None, unset: int) -> dict[str, str]:
    if signal is None:
        texts = {
            "Pattern": "",
            "FunctionName": "",
            "DurationUnit": "",
            "DurationValue": "0",
            "Intensity": f"{unset}",
            "Priority": f"{unset}",
        }
        more = {"Colors": "", "Speed": "0", "Threshold": "0"}
    else:
        texts = {
            "Pattern": signal.pattern,
            "FunctionName": (signal.function or MAIN_LIGHT) if kind is Kind.LIGHT else _SIREN,
            "DurationUnit": signal.unit or CONTINUOUS,
            "DurationValue": str(signal.value if signal.unit else 0),
            "Intensity": str(signal.intensity),
            "Priority": str(signal.priority),
        }
        more = {"Colors": ",".join(signal.colors or ()), "Speed": str(signal.speed), "Threshold": str(NO_THRESHOLD)}
    return {f"{kind.capitalize()}.{name}": text for name, text in {**texts, **(more if kind is Kind.LIGHT else {})}.items()}


_NOTHING = {"Name": "", "Description": "", "ResumeOnStartup": "no", **_part(Kind.SIREN, None, 0), **_part(Kind.LIGHT, None, 0)}
"""The parameters of a place that nobody uses."""
