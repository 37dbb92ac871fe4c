"""The files of the starter catalogue: which there are, which model each fills, and what its header says.

A header is pinned to its columns here, in this order. A column bears the name of the model's field, or is one of the
columns that name a row of another file.
"""

from dataclasses import dataclass, field

from catalog import models


@dataclass(frozen=True)
class Table:
    """One file: the model it fills, its header, and the columns that together name a row.

    `references` says which columns name the row of another file that a foreign key points to.
    """

    name: str
    model: type
    header: str
    key: tuple
    references: dict = field(default_factory=dict, compare=False)

    @property
    def file(self):
        return f"{self.name}.csv"

    @property
    def columns(self):
        return tuple(self.header.split(","))

    def column_of(self, name):
        """Return the column that tells what the field `name` holds."""
        return self.references.get(name, (name,))[-1]

    @property
    def of_a_device(self):
        """Whether its rows come and stay with the device that they describe."""
        return "device" in self.references


_SOURCED = "source_url,source_kind"
_TERM = "slug,name,explanation,position"
_DEVICE = {"device": ("device",)}

# In the order of loading: what a row points to stands before it.
TABLES = (
    Table("brands", models.Brand, f"slug,name,aliases,website,note,{_SOURCED}", ("slug",)),
    Table("modalities", models.Modality, _TERM, ("slug",)),
    Table("areas", models.Area, _TERM, ("slug",)),
    Table("features", models.Feature, _TERM, ("slug",)),
    Table(
        "contraindications",
        models.Contraindication,
        f"slug,name,strength,explanation,general,position,{_SOURCED}",
        ("slug",),
    ),
    Table(
        "benefits",
        models.Benefit,
        f"slug,name,statement,evidence_level,evidence,position,{_SOURCED}",
        ("slug",),
    ),
    Table(
        "authorizations",
        models.Authorization,
        "authority,pathway,number,holder,trade_name,decision_date,decision_code,decision_basis,product_code,"
        f"regulation_number,supply,areas,note,shown_alone,{_SOURCED}",
        ("authority", "number"),
    ),
    Table(
        "devices",
        models.Device,
        "slug,brand,model,model_number,aliases,modalities,areas,features,min_current_ua,max_current_ua,current_note,"
        "intensity_levels,intensity_note,waveform,session_minutes_min,session_minutes_max,session_note,medium,"
        "medium_note,power,power_note,app,app_note,weight_g,dimensions,attachments,warranty,availability,launched_on,"
        "note",
        ("slug",),
        {"brand": ("brand",)},
    ),
    Table(
        "device_authorizations",
        models.DeviceAuthorization,
        f"device,authority,number,scope,covers,function,basis,note,{_SOURCED}",
        ("device", "authority", "number"),
        _DEVICE | {"authorization": ("authority", "number")},
    ),
    Table(
        "findings",
        models.RegulatoryFinding,
        f"device,authority,declared,registration_number,registration_year,note,{_SOURCED}",
        ("device", "authority"),
        _DEVICE,
    ),
    Table(
        "prices",
        models.Price,
        f"device,kind,retailer,amount,currency,seen_on,seen_approximate,note,{_SOURCED}",
        ("device", "kind", "retailer", "amount", "currency", "seen_on", "source_url"),
        _DEVICE,
    ),
    Table(
        "device_contraindications",
        models.DeviceContraindication,
        f"device,contraindication,strength,wording,{_SOURCED}",
        ("device", "contraindication"),
        _DEVICE | {"contraindication": ("contraindication",)},
    ),
    Table(
        "claims",
        models.MarketingClaim,
        f"device,wording,said_by,stated_on,note,{_SOURCED}",
        ("device", "wording", "source_url"),
        _DEVICE,
    ),
    Table("sources", models.Source, "device,address,kind,title,fields,seen_on,note", ("device", "address"), _DEVICE),
)
BY_MODEL = {table.model: table for table in TABLES}
