"""The words of seeded records: what breaks, what people write, what they and the places are called.

All of it is made up.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Trouble(NamedTuple):
    """One problem; `urgency` is a place in the subscriber's priorities, `nte` in dollars."""

    asset: str
    code: str
    complaint: str
    finding: str
    fix: str
    urgency: int
    nte: int


class Work(NamedTuple):
    """What happens in a trade: where, what breaks, what is done as planned."""

    areas: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    planned: tuple[Trouble, ...]


# fmt: off
GENERAL = Work(
    ("FRONT OF HOUSE", "STORAGE", "OFFICE"),
    (Trouble("FIXTURE", "Damaged", "Something came loose and hangs by one screw",
             "Two anchors pulled out of the wall.", "Anchors replaced, load tested.", 2, 350),),
    (Trouble("WHOLE STORE", "Walk-through", "Yearly walk-through with a written list",
             "Nine items, none of them urgent.", "List left with the manager.", 4, 400),),
)
WORK: Mapping[str, Work] = {
    "HVAC": Work(
        ("FRONT OF HOUSE", "ENTRANCE", "STORAGE", "OFFICE", "RESTROOMS", "ROOF"),
        (Trouble("ROOFTOP UNIT 1", "Not Cooling", "It is warm inside and the vents blow warm air",
                 "Contactor pitted, compressor never starts.",
                 "Contactor and capacitor replaced; 18 degrees of split.", 1, 700),
         Trouble("ROOFTOP UNIT 2", "Not Heating", "No heat this morning, staff wear coats",
                 "Igniter cracked, gas valve never opens.",
                 "Igniter replaced, three clean starts.", 1, 650),
         Trouble("ROOFTOP UNIT 3", "Leaking Water", "Water runs down the wall below the unit",
                 "Drain pan rusted through at the corner.",
                 "Pan patched and sealed, drain line blown out.", 1, 550),
         Trouble("THERMOSTAT", "Wrong Temperature", "Shows 70 while it feels like 80",
                 "Sensor sits in the draft of the door.",
                 "Sensor moved, schedule loaded again.", 3, 300),
         Trouble("EXHAUST FAN", "Noisy", "Rattles so that customers ask about it",
                 "Blade cracked at the hub.", "Blade and belt replaced, quiet.", 3, 450),
         Trouble("AIR HANDLER", "No Airflow", "Nothing comes out of any vent",
                 "Blower motor seized, breaker tripped.",
                 "Motor and belt replaced; amps as on the plate.", 0, 1600),
         Trouble("ROOFTOP UNIT 4", "Tripping Breaker", "The breaker trips every hot afternoon",
                 "Condenser fan drags, head pressure high.",
                 "Fan motor replaced, coil washed.", 1, 1150)),
        (Trouble("ALL ROOFTOP UNITS", "Quarterly Service", "Filters, belts, coils and readings",
                 "One belt cracked, filters black.", "All serviced, readings written.", 4, 850),
         Trouble("ALL UNITS", "Heating Start-up", "Check every burner before the season",
                 "One flame sensor dirty.", "All units lit, sensors cleaned.", 4, 700)),
    ),
    "PLUMBING": Work(
        ("CUSTOMER RESTROOM", "EMPLOYEE RESTROOM", "BREAK ROOM", "BACK OF HOUSE"),
        (Trouble("TOILET", "Clogged", "Does not flush and the water stands high",
                 "Paper towels in the trap.", "Augered clear, flushed ten times.", 1, 350),
         Trouble("FAUCET", "Dripping", "Drips all night, the sink is stained",
                 "Seat worn out.", "Seat and washers renewed.", 3, 250),
         Trouble("FLOOR DRAIN", "Backing Up", "Dirty water comes up by the drain",
                 "Main line blocked with grease sixty feet out.",
                 "Line jetted and filmed; runs free.", 0, 900),
         Trouble("WATER HEATER", "No Hot Water", "Cold water only, at all sinks",
                 "Gas valve locked out, burner sooted.",
                 "Burner cleaned, valve replaced; 120 degrees.", 1, 800),
         Trouble("SUPPLY LINE", "Leaking", "Puddle under the sink grows by the hour",
                 "Braided line burst at the crimp.", "Both lines replaced, dry.", 0, 400),
         Trouble("URINAL", "Runs Constantly", "Water never stops running",
                 "Diaphragm torn.", "Flush valve rebuilt.", 2, 300)),
        (Trouble("BACKFLOW PREVENTER", "Annual Test", "Test and certify for the city",
                 "Second check at the limit.", "Rebuilt, tested, paper filed.", 4, 450),),
    ),
    "ELECTRICAL": Work(
        ("FRONT OF HOUSE", "EXTERIOR", "STORAGE", "RESTROOMS", "PARKING", "OFFICE"),
        (Trouble("LIGHTING CIRCUIT", "Lights Out", "One whole side of the store is dark",
                 "Breaker weak, trips at half its load.",
                 "Breaker replaced, load balanced.", 1, 550),
         Trouble("PANEL A", "Buzzing", "The panel hums and one cover is warm",
                 "Bus stab burnt below one breaker.",
                 "Breaker moved, bus cleaned, lugs torqued.", 0, 1300),
         Trouble("OUTLET", "No Power", "Both registers are dead, the lamps work",
                 "Neutral loose in a floor box.", "Box rewired, circuit tested.", 0, 450),
         Trouble("STOREFRONT SIGN", "Flickering", "Two letters blink after dark",
                 "Power supply soaked.", "Supply replaced, housing sealed.", 3, 950),
         Trouble("PHOTOCELL", "Always On", "Outside lamps burn all day",
                 "Photocell stuck closed.", "Photocell replaced and aimed north.", 3, 350),
         Trouble("EXIT SIGN", "Dark", "Sign over the rear exit is dark",
                 "Battery and board gone.", "Sign replaced, tested on battery.", 1, 300)),
        (Trouble("EMERGENCY LIGHTING", "Annual Test", "Ninety minutes on battery, with a log",
                 "Three heads died early.", "Batteries replaced, log left.", 4, 650),),
    ),
    "DOORS": Work(
        ("ENTRANCE", "RECEIVING", "REAR EXIT", "OFFICE"),
        (Trouble("AUTOMATIC DOOR", "Will Not Open", "Customers push it open by hand",
                 "Motion sensor knocked out of line.", "Sensor aimed, cycled fifty times.", 0, 600),
         Trouble("OVERHEAD DOOR", "Stuck", "Hangs half open, truck is waiting",
                 "Cable off the drum, roller broken.",
                 "Cables and rollers replaced, balanced.", 0, 1050),
         Trouble("REAR EXIT DOOR", "Will Not Latch", "Does not latch, the alarm goes off",
                 "Closer leaks, strike loose.", "Closer replaced, strike pinned.", 1, 550),
         Trouble("LOCK", "Key Broken", "Key broke off inside the lock",
                 "Cylinder worn.", "Cylinder replaced, four keys cut.", 1, 350),
         Trouble("DOOR SWEEP", "Draft", "Cold air and leaves come in below the door",
                 "Sweep torn off.", "Sweep and threshold replaced.", 3, 300)),
        (Trouble("ALL DOORS", "Semi-annual Service", "Adjust, grease and check every door",
                 "Two hinges dry.", "All doors adjusted, report written.", 4, 500),),
    ),
    "GLASS": Work(
        ("STOREFRONT", "ENTRANCE", "OFFICE"),
        (Trouble("DISPLAY WINDOW", "Cracked", "A crack from the lower corner grows",
                 "Frame pinches the glass.", "Unit replaced, frame shimmed.", 1, 1700),
         Trouble("DOOR LITE", "Broken", "Glass of the door is smashed, floor is swept",
                 "Tempered quarter inch, stock size.", "Boarded, then glazed new.", 0, 900),
         Trouble("MIRROR", "Loose", "Mirror in the fitting room leans forward",
                 "Clips pulled out.", "Mirror set again with new clips.", 2, 300)),
        (Trouble("STOREFRONT", "Seal Check", "Check all seals before the rains",
                 "One bead missing.", "Beads set, joints sealed.", 4, 400),),
    ),
    "REFRIGERATION": Work(
        ("BACK OF HOUSE", "COOK LINE", "BAR", "DINING ROOM"),
        (Trouble("WALK-IN COOLER", "Temperature High", "Reads 47 degrees, product was moved",
                 "Evaporator fan dead, coil iced.", "Fan replaced, coil cleared; 37.", 0, 1200),
         Trouble("WALK-IN FREEZER", "Ice Build-up", "Ice on the floor and around the door",
                 "Door heater open, gasket torn.", "Heater and gasket replaced.", 1, 900),
         Trouble("ICE MACHINE", "Not Making Ice", "Bin is empty since the morning",
                 "Water filter blocked.", "Filter replaced, machine cleaned.", 1, 500),
         Trouble("REACH-IN COOLER", "Runs Constantly", "Never stops and the top is hot",
                 "Condenser packed with flour.", "Condenser cleaned, charge checked.", 2, 400),
         Trouble("PREP TABLE", "Temperature High", "Pans read 45 degrees at lunch",
                 "Low on charge, leak at a flare.", "Flare remade, charged by weight.", 0, 1100)),
        (Trouble("ALL REFRIGERATION", "Quarterly Service", "Clean coils, check every gasket",
                 "Two gaskets torn.", "Coils cleaned, gaskets replaced.", 4, 950),),
    ),
}
#: What a caller adds to a complaint.
CONTEXTS = (
    "", "", "", "; since this morning", "; second call this month", "; please call before you come",
    "; the manager on duty has the key", "; side entrance after six", "; we close at nine",
)
#: What is written about a step, by who writes it and the status that it left.
REMARKS: Mapping[str, tuple[str, ...]] = {
    "store": (
        "Ask for {contact} at the desk, the {asset} is behind it.",
        "Please bring a ladder, the {asset} cannot be reached from the floor.",
        "It got worse since we called.",
    ),
    "DISPATCH CONFIRMED": (
        "Received. {contact} will be called before arrival.",
        "Assigned, first stop of that day.",
        "On the board. Is there parking at the back?",
    ),
    "DECLINED": ("No crew near this store this week.", "Outside our area, please reassign."),
    "IN PROGRESS": ("On hold, the landlord is asked first.", "Waiting for the lease department."),
    "ON SITE": ("On site with {contact}, starting on the {asset}.",),
    "INCOMPLETE": (
        "{finding} Store was closing, will return.",
        "{finding} Needs a second person, return visit to be made.",
    ),
    "PARTS ON ORDER": (
        "{finding} Part is not on the van, ordered.",
        "{finding} Ordered from the supplier, about a week.",
    ),
    "PARTS SHIPPED": ("Supplier says that it shipped.",),
    "PARTS DELIVERED": ("Part is at the store, {contact} signed for it.",),
    "WAITING FOR QUOTE": ("{finding} Will exceed the NTE, quote follows.",),
    "WAITING FOR APPROVAL": ("Proposal sent, labor and material.", "Quote is in the system."),
    "WAITING FOR PERMIT": ("The city wants a permit first.",),
    "PROPOSAL APPROVED": ("Approved as quoted, go ahead.",),
    "UNSATISFACTORY": ("Same again today. Please send someone.", "Not fixed, it is as before."),
    "COMPLETED": ("{finding} {fix}",),
    "PENDING CONFIRMATION": ("{finding} {fix}", "{fix}"),
    "CONFIRMED": ("Checked with {contact}, good to close.",),
    "NO CHARGE": ("Under warranty, nothing to invoice.",),
    "VOID": ("Duplicate of a call that is open.", "Store fixed it, no visit needed."),
}
FIRST_NAMES = (
    "Abel", "Ada", "Aisha", "Alma", "Amir", "Ana", "Arlo", "Asha", "Beth", "Boris", "Bruno",
    "Cal", "Carmen", "Chloe", "Cora", "Dario", "Dean", "Della", "Ebony", "Eli", "Elsa", "Emeka",
    "Enzo", "Esme", "Faye", "Felix", "Gabe", "Greta", "Hana", "Hugo", "Ida", "Imani", "Inga",
    "Ivan", "Jada", "Joel", "Jun", "Kai", "Kofi", "Lara", "Leon", "Lupe", "Mabel", "Marek",
    "Mina", "Nico", "Nora", "Odell", "Otto", "Pia", "Quinn", "Rafa", "Rosa", "Samir", "Tess",
    "Uma", "Vera", "Wade", "Yara", "Zane", "Zora",
)  # fmt: skip
LAST_NAMES = (
    "Abara", "Acker", "Aldana", "Amsel", "Arroyo", "Babic", "Barlow", "Beltran", "Bonner",
    "Brandl", "Calder", "Castell", "Chen", "Cordova", "Dahl", "Danvers", "Delgado", "Doyle",
    "Eklund", "Espino", "Falk", "Farrow", "Fonseca", "Galvan", "Gentry", "Haas", "Hale", "Hsu",
    "Ibarra", "Ivers", "Jansen", "Joshi", "Kamara", "Keller", "Kovac", "Lam", "Larkin", "Lund",
    "Maddox", "Marsh", "Mehta", "Nakai", "Nolan", "Novak", "Obi", "Ortega", "Park", "Pell",
    "Quist", "Ramos", "Reyes", "Sato", "Sauer", "Silva", "Sloan", "Tanner", "Tran", "Ueda",
    "Vance", "Vega", "Walsh", "Weir", "Yates", "Young", "Zeller", "Zhou", "Zorn",
)  # fmt: skip
PLACES = (
    "Ash Court", "Bayview", "Cedar Point", "Clock Tower", "Cooper Square", "East Mall",
    "Fairground", "Foundry Row", "Garden Gate", "Harbor Walk", "Hillcrest", "Iron Bridge",
    "Lakeside", "Market Hall", "Mill Yard", "North Gate", "Old Depot", "Orchard Park", "Parkside",
    "Quarry Lane", "Ridgeway", "River Bend", "Southfield", "Station Plaza", "Sunset Plaza",
    "Union Place", "Valley Fair", "West End", "Wharf Street", "Willow Crossing",
)  # fmt: skip
STREETS = (
    "2nd Ave", "5th St", "Birch Rd", "Broad St", "Canal St", "Cedar Ave", "Center St",
    "Chestnut St", "Commerce Dr", "Court St", "Elm St", "Franklin Ave", "Front St", "Grant Ave",
    "Grove St", "High St", "Jefferson Blvd", "Lake Ave", "Lincoln Way", "Linden Rd", "Main St",
    "Maple Ave", "Market St", "Meadow Ln", "Mill Rd", "Oak St", "Park Ave", "Pine St",
    "Prospect St", "Railroad Ave", "Spring St", "State St", "Summit Ave", "Union St", "Water St",
)  # fmt: skip
# fmt: on
