"""Where an outlet lies, who forwards complaints there, and which paper writes about it."""

from datetime import date

from shouwen.demo.organisation import Organisation
from shouwen.demo.writer.persons import family_name
from shouwen.demo.writer.phrases import Dealer
from shouwen.vocabulary import Directory, Unit


class Places:
    """The surroundings of an organisation's outlets; every name is invented."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._directory: Directory = organisation.directory()

    def _above(self, unit: Unit, kind: str) -> Unit:
        found = self._directory.ancestor(unit.id, kind)
        return self._organisation.unit(found) if found else unit

    def second_branch(self, outlet: Unit) -> Unit:
        """Return the second-level branch above an outlet, or the unit itself."""
        return self._above(outlet, "second_branch")

    def centre(self, outlet: Unit) -> Unit:
        """Return the service centre that answers calls from there: the branch's, else the first."""
        branch = self._above(outlet, "first_branch")
        centres = self._organisation.of_kind("service_centre")
        return next((unit for unit in centres if unit.parent == branch.id), centres[0])

    def region(self, outlet: Unit) -> str:
        """Return the city or district, such as 岳平市."""
        if self._directory.ancestor(outlet.id, "first_level"):
            return self._organisation.city
        name = self.second_branch(outlet).name
        return name.removesuffix("分行") if name.endswith("市分行") else f"{name[:-2]}区"

    def province(self, outlet: Unit) -> str:
        """Return the province without its suffix, such as 云麓."""
        if self._directory.ancestor(outlet.id, "first_level"):
            return self._organisation.city.removesuffix("市")
        name = self._above(outlet, "first_branch").name
        return name.removesuffix("省分行").removesuffix("市分行")

    def forwarder(
        self, channel: str, outlet: Unit, media_level: str | None, dealer: Dealer
    ) -> str | None:
        """Return who passes the complaint on or asks about it; None for the direct channels."""
        region, province = self.region(outlet), self.province(outlet)
        if channel == "government":
            return dealer.one((
                f"{region}12345政务服务便民热线",
                f"{region}信访局",
                f"{region}金融工作办公室",
                f"金融监管部门{region}分局",
                f"{region}消费者权益保护委员会",
                f"{region}市场监督管理局",
            ))  # fmt: skip
        if channel == "superior":
            return dealer.one(("总行工会工委", "总行客户服务中心", "总行客户管理部", "总行办公室"))
        if channel != "media":
            return None
        short = region.removesuffix("市").removesuffix("区")
        if media_level == "local":
            return dealer.one(
                (f"《{short}晚报》", f"{short}广播电视台《民生直通车》", f"{short}融媒体中心")
            )
        if media_level == "provincial":
            return dealer.one((f"《{province}日报》", f"{province}电视台《百姓说事》栏目"))
        return dealer.one(("中央级媒体《全国民生导报》", "中央级媒体《金融与百姓》周刊"))

    def reference(self, channel: str, today: date | None, dealer: Dealer) -> str | None:
        """Return the forwarder's own number, where forwarders use one."""
        serial = dealer.rng.randrange(1, 9999)
        if channel == "government":
            if today is not None and dealer.chance(0.5):
                return f"ZB{today:%Y%m%d}{serial:04d}"
            return f"转〔{today.year}〕{serial}号" if today else f"转字{serial}号"
        if channel == "superior":
            return (
                f"督〔{today.year}〕{serial % 900 + 1}号" if today else f"督字{serial % 900 + 1}号"
            )
        return None

    def journalist(self, dealer: Dealer) -> str:
        """Return a journalist's name as a letter gives it, such as 程某."""
        return f"{family_name(dealer)}某"
