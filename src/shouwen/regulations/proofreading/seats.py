"""Seats nobody can hold in a given organisation."""

from shouwen.regulations.elements import Seat
from shouwen.regulations.proofreading.proof import Proof
from shouwen.regulations.seats import Place
from shouwen.vocabulary import Directory


def read_seats(proof: Proof, directory: Directory) -> None:
    """Find roles nobody holds and units of kinds that do not exist."""
    pack = proof.pack
    held = {post.role for post in directory.posts}
    external = {name for name, role in pack.roles.items() if role.external}
    kinds = {unit.kind for unit in directory.units.values()}
    reaching: dict[str, set[str]] = {name: {name} for name in pack.roles}
    for name in pack.roles:
        ahead = [name]
        while ahead:
            for below in pack.roles[ahead.pop()].above:
                if below in reaching and name not in reaching[below]:
                    reaching[below].add(name)
                    ahead.append(below)
    for seat, path in proof.seats():
        for role in _roles(proof, seat):
            if role in external or reaching.get(role, set()) & held:
                continue
            title = pack.roles[role].title if role in pack.roles else role
            proof.say(
                "P01",
                path,
                f"机构名录中没有任何人担任“{title}”",
                "请任命，或修改席位",
                f"nobody in this organisation holds role '{role}'",
            )
        place: Place | None = seat.place
        while place is not None:
            if place.kind is not None and place.kind not in kinds:
                proof.say(
                    "P02",
                    path,
                    f"机构名录中没有“{place.kind}”类单位",
                    "请核对单位类别",
                    f"this organisation has no unit of kind '{place.kind}'",
                )
            place = place.base


def _roles(proof: Proof, seat: Seat) -> list[str]:
    if seat.role is not None:
        return [seat.role]
    if seat.table is not None:
        table, _, output = seat.table.partition(".")
        return sorted({str(row.then[output]) for row in proof.pack.tables[table].rows})
    return []
