"""Trades."""

from emulator.vendors.servicechannel.odata.model import Entity, ints, strings

TRADES = Entity("trades", "Trade", ints("Id") | strings("Name") | ints("SubscriberId"))
