"""Signs a PDF with pyHanko, opened without a password: pyhanko_sign.py IN.pdf OUT.pdf FIELD KEY.pem CERTIFICATE.pem"""

import sys

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

source, target, field, key, certificate = sys.argv[1:]
signer = signers.SimpleSigner.load(key, certificate)
with open(source, 'rb') as document, open(target, 'wb') as output:
    writer = IncrementalPdfFileWriter(document)
    if writer.prev.encrypted:
        writer.encrypt('')
    signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name=field), signer=signer, output=output)
