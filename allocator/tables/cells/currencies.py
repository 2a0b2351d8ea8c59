"""Signs, codes and short names of currencies, to know one beside an amount."""

import unicodedata

#: ISO 4217, those in use.
_CODES = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND
TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XDR XOF XPF YER ZAR ZMW ZWG ZWL
"""
#: Usual short forms beside amounts; an ending point does not matter.
_NAMES = """
euro euros dollar dollars pound pounds franc francs kr fr fs sfr f fcfa cfa fcf ksh kshs ksh/= ush ushs tsh
tshs sh shs rs r rand zł zl kč kc ft lei leu lv лв руб р din dh dhs br bs q l le d m p gh¢ s/ b/ rp rm nt
rmb rub
"""
_KNOWN = frozenset(_CODES.casefold().split() + _NAMES.split())


def is_currency(text: str) -> bool:
    """Whether a word beside an amount is one: `€`, `US$`, `EUR`, `kr.`, `F CFA`."""
    word = "".join(text.split())
    if any(unicodedata.category(character) == "Sc" for character in word):
        return len(word) <= 5
    return word.casefold().rstrip(".") in _KNOWN
