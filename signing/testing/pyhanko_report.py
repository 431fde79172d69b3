"""What pyHanko says of each signature: one JSON line a signature. Usage: pyhanko_report.py ROOT.pem [--ades] FILE.pdf…"""

import asyncio
import json
import logging
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)
arguments = [a for a in sys.argv[1:] if a != '--ades']
ades = '--ades' in sys.argv
roots = list(load_certs_from_pemder([arguments[0]]))


def by_ades(signature):
    """EN 319 102-1 with the material that the document holds, revocation data required."""
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    local = RevocationInfoGatheringSpec(online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY)
    spec = SignatureValidationSpec(
        cert_validation_policy=policy, local_knowledge=LocalKnowledge(), revinfo_gathering_policy=local
    )
    result = asyncio.run(ades_lta_validation(signature, PdfSignatureValidationSpec(spec, DEFAULT_DIFF_POLICY)))
    return result.api_status, {'indication': str(result.ades_subindic), 'failure': result.failure_msg}


def report_file(path):
    with open(path, 'rb') as file:
        for signature in PdfFileReader(file).embedded_signatures:
            report = {'file': path, 'field': signature.field_name}
            if signature.sig_object.get('/Type') == '/DocTimeStamp':
                status = validate_pdf_timestamp(signature, ValidationContext(trust_roots=roots))
            elif ades:
                status, extra = by_ades(signature)
                report.update(extra)
            else:
                status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots))
            if status is not None:
                report.update(
                    ok=status.intact and status.valid and status.trusted and getattr(status, 'bottom_line', True),
                    coverage=status.coverage.name if status.coverage else None,
                    modification=status.modification_level.name if status.modification_level else None,
                    timestamp=bool(getattr(status, 'timestamp_validity', None)),
                    summary=status.summary(),
                )
            print(json.dumps(report, ensure_ascii=False))


for path in arguments[1:]:
    report_file(path)
