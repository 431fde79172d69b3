"""Signs an XML trust list (enveloped, exclusive C14N) with signxml: sign_tsl.py LIST KEY CERT METHOD."""
import sys

from lxml import etree
from signxml import CanonicalizationMethod, DigestAlgorithm, SignatureMethod, XMLSigner, methods

path, key, certificate, method = sys.argv[1:]
signer = XMLSigner(
    method=methods.enveloped,
    signature_algorithm=SignatureMethod[method],
    digest_algorithm=DigestAlgorithm.SHA512 if method.endswith("512") else DigestAlgorithm.SHA256,
    c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
)
root = etree.parse(path).getroot()
reference = f"#{root.get('Id')}" if root.get("Id") else None
signed = signer.sign(
    root, key=open(key, "rb").read(), cert=open(certificate).read(), reference_uri=reference
)
sys.stdout.buffer.write(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))
