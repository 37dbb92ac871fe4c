"""The models, one noun a file."""

from catalog.models.brands import Brand
from catalog.models.claims import Benefit, DeviceBenefit, MarketingClaim
from catalog.models.devices import Device
from catalog.models.findings import RegulatoryFinding
from catalog.models.forms_kept import KeptForm, SentForm
from catalog.models.imports import Import, ImportFile, ImportPart
from catalog.models.login import LoginGuess
from catalog.models.photos import Photo
from catalog.models.prices import Price
from catalog.models.proposals import Proposal
from catalog.models.regulation import Authorization, DeviceAuthorization
from catalog.models.reminders import Reminder
from catalog.models.reports import ErrorReport
from catalog.models.revision import Revision, Touch
from catalog.models.safety import Contraindication, DeviceContraindication, Notice
from catalog.models.sources import Source
from catalog.models.verification import Verification
from catalog.models.vocabulary import Area, Feature, Modality

__all__ = [
    "Area",
    "Authorization",
    "Benefit",
    "Brand",
    "Contraindication",
    "Device",
    "DeviceAuthorization",
    "DeviceBenefit",
    "DeviceContraindication",
    "ErrorReport",
    "Feature",
    "Import",
    "ImportFile",
    "ImportPart",
    "KeptForm",
    "LoginGuess",
    "MarketingClaim",
    "Modality",
    "Notice",
    "Photo",
    "Price",
    "Proposal",
    "RegulatoryFinding",
    "Reminder",
    "Revision",
    "SentForm",
    "Source",
    "Touch",
    "Verification",
]
