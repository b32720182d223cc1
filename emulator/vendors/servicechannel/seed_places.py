"""Where seeded locations are: cities of the United States and Canada, and made-up addresses there.

The coordinates are those of each city's middle, rounded; a location lies within two miles of it.
"""

from typing import NamedTuple

from emulator.kernel.operation import Record
from emulator.vendors.servicechannel.seed_dice import Dice
from emulator.vendors.servicechannel.seed_words import FIRST_NAMES, LAST_NAMES, PLACES, STREETS


class City(NamedTuple):
    """A city; `zip` begins its postal codes, `area_code` its phone numbers."""

    name: str
    state: str
    region: str
    zip: str
    area_code: str
    zone: str
    latitude: float
    longitude: float

    @property
    def is_canadian(self) -> bool:
        return self.region == "Canada"


NY, CHI, DEN = "America/New_York", "America/Chicago", "America/Denver"
LA, PHX, BOI = "America/Los_Angeles", "America/Phoenix", "America/Boise"
DET, IND, AKA = "America/Detroit", "America/Indiana/Indianapolis", "America/Anchorage"
TOR, VAN, EDM = "America/Toronto", "America/Vancouver", "America/Edmonton"
WPG, REG, HAL = "America/Winnipeg", "America/Regina", "America/Halifax"
STJ, HNL = "America/St_Johns", "Pacific/Honolulu"

#: Hours from UTC in the season of the demo world, so that no time zone database decides anything.
OFFSETS = {
    NY: -4, DET: -4, IND: -4, TOR: -4, CHI: -5, WPG: -5, DEN: -6, BOI: -6, EDM: -6, REG: -6,
    PHX: -7, LA: -7, VAN: -7, AKA: -8, HNL: -10, HAL: -3, STJ: -2.5,
}  # fmt: skip

# fmt: off
CITIES = (
    City("Albany", "NY", "Northeast", "122", "518", NY, 42.6526, -73.7562),
    City("Boston", "MA", "Northeast", "021", "617", NY, 42.3555, -71.0625),
    City("Buffalo", "NY", "Northeast", "142", "716", NY, 42.8930, -78.8600),
    City("Hartford", "CT", "Northeast", "061", "860", NY, 41.7637, -72.6851),
    City("Manchester", "NH", "Northeast", "031", "603", NY, 42.9956, -71.4548),
    City("New York", "NY", "Northeast", "100", "212", NY, 40.7480, -73.9850),
    City("Newark", "NJ", "Northeast", "071", "973", NY, 40.7357, -74.1724),
    City("Philadelphia", "PA", "Northeast", "191", "215", NY, 39.9526, -75.1652),
    City("Pittsburgh", "PA", "Northeast", "152", "412", NY, 40.4406, -79.9959),
    City("Portland", "ME", "Northeast", "041", "207", NY, 43.6610, -70.2640),
    City("Providence", "RI", "Northeast", "029", "401", NY, 41.8240, -71.4128),
    City("Rochester", "NY", "Northeast", "146", "585", NY, 43.1566, -77.6088),
    City("Atlanta", "GA", "South", "303", "404", NY, 33.7490, -84.3880),
    City("Austin", "TX", "South", "787", "512", CHI, 30.2672, -97.7431),
    City("Baltimore", "MD", "South", "212", "410", NY, 39.2980, -76.6150),
    City("Birmingham", "AL", "South", "352", "205", CHI, 33.5186, -86.8104),
    City("Charlotte", "NC", "South", "282", "704", NY, 35.2271, -80.8431),
    City("Dallas", "TX", "South", "752", "214", CHI, 32.7767, -96.7970),
    City("Houston", "TX", "South", "770", "713", CHI, 29.7604, -95.3698),
    City("Jacksonville", "FL", "South", "322", "904", NY, 30.3322, -81.6650),
    City("Little Rock", "AR", "South", "722", "501", CHI, 34.7465, -92.2896),
    City("Louisville", "KY", "South", "402", "502", NY, 38.2400, -85.7500),
    City("Memphis", "TN", "South", "381", "901", CHI, 35.1450, -90.0300),
    City("Miami", "FL", "South", "331", "305", NY, 25.7800, -80.2150),
    City("Nashville", "TN", "South", "372", "615", CHI, 36.1627, -86.7816),
    City("New Orleans", "LA", "South", "701", "504", CHI, 29.9620, -90.0850),
    City("Oklahoma City", "OK", "South", "731", "405", CHI, 35.4676, -97.5164),
    City("Orlando", "FL", "South", "328", "407", NY, 28.5383, -81.3792),
    City("Raleigh", "NC", "South", "276", "919", NY, 35.7796, -78.6382),
    City("Richmond", "VA", "South", "232", "804", NY, 37.5407, -77.4360),
    City("San Antonio", "TX", "South", "782", "210", CHI, 29.4241, -98.4936),
    City("Tampa", "FL", "South", "336", "813", NY, 27.9620, -82.4600),
    City("Washington", "DC", "South", "200", "202", NY, 38.9072, -77.0369),
    City("Chicago", "IL", "Midwest", "606", "312", CHI, 41.8810, -87.6500),
    City("Cincinnati", "OH", "Midwest", "452", "513", NY, 39.1150, -84.5120),
    City("Cleveland", "OH", "Midwest", "441", "216", NY, 41.4820, -81.6800),
    City("Columbus", "OH", "Midwest", "432", "614", NY, 39.9612, -82.9988),
    City("Des Moines", "IA", "Midwest", "503", "515", CHI, 41.5868, -93.6250),
    City("Detroit", "MI", "Midwest", "482", "313", DET, 42.3500, -83.0600),
    City("Grand Rapids", "MI", "Midwest", "495", "616", DET, 42.9634, -85.6681),
    City("Indianapolis", "IN", "Midwest", "462", "317", IND, 39.7684, -86.1581),
    City("Kansas City", "MO", "Midwest", "641", "816", CHI, 39.0997, -94.5786),
    City("Madison", "WI", "Midwest", "537", "608", CHI, 43.0700, -89.4080),
    City("Milwaukee", "WI", "Midwest", "532", "414", CHI, 43.0389, -87.9350),
    City("Minneapolis", "MN", "Midwest", "554", "612", CHI, 44.9778, -93.2650),
    City("Omaha", "NE", "Midwest", "681", "402", CHI, 41.2565, -95.9700),
    City("St. Louis", "MO", "Midwest", "631", "314", CHI, 38.6270, -90.2150),
    City("Wichita", "KS", "Midwest", "672", "316", CHI, 37.6872, -97.3301),
    City("Albuquerque", "NM", "Mountain", "871", "505", DEN, 35.0844, -106.6504),
    City("Billings", "MT", "Mountain", "591", "406", DEN, 45.7833, -108.5007),
    City("Boise", "ID", "Mountain", "837", "208", BOI, 43.6150, -116.2023),
    City("Colorado Springs", "CO", "Mountain", "809", "719", DEN, 38.8339, -104.8214),
    City("Denver", "CO", "Mountain", "802", "303", DEN, 39.7392, -104.9903),
    City("Las Vegas", "NV", "Mountain", "891", "702", LA, 36.1699, -115.1398),
    City("Phoenix", "AZ", "Mountain", "850", "602", PHX, 33.4484, -112.0740),
    City("Salt Lake City", "UT", "Mountain", "841", "801", DEN, 40.7608, -111.8910),
    City("Tucson", "AZ", "Mountain", "857", "520", PHX, 32.2226, -110.9747),
    City("Anchorage", "AK", "Pacific", "995", "907", AKA, 61.1950, -149.8700),
    City("Fresno", "CA", "Pacific", "937", "559", LA, 36.7378, -119.7871),
    City("Honolulu", "HI", "Pacific", "968", "808", HNL, 21.3150, -157.8450),
    City("Los Angeles", "CA", "Pacific", "900", "213", LA, 34.0522, -118.2437),
    City("Portland", "OR", "Pacific", "972", "503", LA, 45.5152, -122.6600),
    City("Sacramento", "CA", "Pacific", "958", "916", LA, 38.5700, -121.4780),
    City("San Diego", "CA", "Pacific", "921", "619", LA, 32.7400, -117.1300),
    City("San Francisco", "CA", "Pacific", "941", "415", LA, 37.7650, -122.4400),
    City("Seattle", "WA", "Pacific", "981", "206", LA, 47.6090, -122.3150),
    City("Spokane", "WA", "Pacific", "992", "509", LA, 47.6588, -117.4260),
    City("Calgary", "AB", "Canada", "T2P", "403", EDM, 51.0447, -114.0719),
    City("Edmonton", "AB", "Canada", "T5J", "780", EDM, 53.5461, -113.4938),
    City("Halifax", "NS", "Canada", "B3H", "902", HAL, 44.6450, -63.6000),
    City("London", "ON", "Canada", "N6A", "519", TOR, 42.9849, -81.2453),
    City("Montreal", "QC", "Canada", "H2X", "514", TOR, 45.5150, -73.5750),
    City("Ottawa", "ON", "Canada", "K1P", "613", TOR, 45.4100, -75.6950),
    City("Quebec City", "QC", "Canada", "G1R", "418", TOR, 46.8030, -71.2350),
    City("Regina", "SK", "Canada", "S4P", "306", REG, 50.4452, -104.6189),
    City("St. John's", "NL", "Canada", "A1C", "709", STJ, 47.5550, -52.7250),
    City("Toronto", "ON", "Canada", "M5V", "416", TOR, 43.6600, -79.4000),
    City("Vancouver", "BC", "Canada", "V6B", "604", VAN, 49.2600, -123.1100),
    City("Winnipeg", "MB", "Canada", "R3C", "204", WPG, 49.8951, -97.1384),
)
# fmt: on

#: The letters of Canadian postal codes.
POSTAL = "ABCEGHJKLMNPRSTVWXYZ"
#: Miles; None is the vendor's default.
RADII = (*(None,) * 16, 0.5, 1.0, 5.0, 10.0)


def location(dice: Dice, city: City, ids: tuple[int, int, str], domain: str) -> Record:
    """A new store.  ids: its own, its subscriber's and its StoreId; domain: of its e-mail."""
    own, subscriber, store = ids
    handle = store.lower().replace("-", "")
    return {
        "Id": own,
        "SubscriberId": subscriber,
        "StoreId": store,
        "Name": f"{dice.pick(PLACES)} {store}",
        "ShortName": f"{city.name} {store}",
        "Address1": f"{dice.between(100, 8999)} {dice.pick(STREETS)}",
        "City": city.name,
        "State": city.state,
        "Zip": _zip(dice, city),
        "Country": "CA" if city.is_canadian else "US",
        "Region": city.region,
        "District": f"{city.region[:2].upper()}-{city.state}",
        "Latitude": _near(dice, city.latitude),
        "Longitude": _near(dice, city.longitude),
        "Radius": dice.pick(RADII),
        "TimeZoneIanaName": city.zone,
        "AddressTypeId": 2 if city.is_canadian else 1,
        "IsInternational": city.is_canadian,
        "Phone": f"({city.area_code}) 555-01{dice.below(100):02d}",
        "Contact": f"{dice.pick(FIRST_NAMES)} {dice.pick(LAST_NAMES)}",
        "Email": f"store{handle}@{domain}",
    }


def _zip(dice: Dice, city: City) -> str:
    if city.is_canadian:
        return f"{city.zip} {dice.below(10)}{dice.pick(POSTAL)}{dice.below(10)}"
    return f"{city.zip}{dice.between(1, 99):02d}"


def _near(dice: Dice, degrees: float) -> float:
    """Up to a fiftieth of a degree away."""
    return round(degrees + dice.between(-20_000, 20_000) / 1_000_000, 6)
