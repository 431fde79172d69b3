import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * DssPeer sign KEY.p12 PASSPHRASE FILE.pdf THREADS WARMUP SECONDS, or
 * DssPeer validate CA.pem FILE.pdf THREADS WARMUP SECONDS: prints operations a second.
 */
public class DssPeer {
  interface Work {
    void once() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    int at = args.length - 3;
    Work work = args[0].equals("sign") ? signing(args) : validation(args);
    int threads = Integer.parseInt(args[at]);
    run(work, threads, Double.parseDouble(args[at + 1]));
    System.out.println(run(work, threads, Double.parseDouble(args[at + 2])));
  }

  static Work signing(String[] args) throws Exception {
    byte[] pdf = Files.readAllBytes(Path.of(args[3]));
    var password = new KeyStore.PasswordProtection(args[2].toCharArray());
    var token = new Pkcs12SignatureToken(new File(args[1]), password);
    DSSPrivateKeyEntry key = token.getKeys().get(0);
    return () -> {
      var parameters = new PAdESSignatureParameters();
      parameters.setSignatureLevel(SignatureLevel.PAdES_BASELINE_B);
      parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
      parameters.setSigningCertificate(key.getCertificate());
      parameters.setCertificateChain(key.getCertificateChain());
      var service = new PAdESService(new CommonCertificateVerifier());
      DSSDocument document = new InMemoryDocument(pdf, "in.pdf");
      var toSign = service.getDataToSign(document, parameters);
      var value = token.sign(toSign, parameters.getDigestAlgorithm(), key);
      DSSDocument signed = service.signDocument(document, parameters, value);
      try (var stream = signed.openStream()) {
        stream.readAllBytes();
      }
    };
  }

  static Work validation(String[] args) throws Exception {
    byte[] pdf = Files.readAllBytes(Path.of(args[2]));
    var trusted = new CommonTrustedCertificateSource();
    trusted.addCertificate(DSSUtils.loadCertificate(new File(args[1])));
    return () -> {
      var verifier = new CommonCertificateVerifier();
      verifier.setTrustedCertSources(trusted);
      var validator = SignedDocumentValidator.fromDocument(new InMemoryDocument(pdf, "in.pdf"));
      validator.setCertificateVerifier(verifier);
      if (validator.validateDocument().getSimpleReport().getSignaturesCount() != 2) {
        throw new IllegalStateException("two signatures are expected");
      }
    };
  }

  static double run(Work work, int threads, double seconds) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicLong done = new AtomicLong();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    for (int i = 0; i < threads; i++) {
      pool.submit(() -> {
        while (System.nanoTime() < end) {
          work.once();
          done.incrementAndGet();
        }
        return null;
      });
    }
    pool.shutdown();
    pool.awaitTermination(10, TimeUnit.MINUTES);
    return done.get() / ((System.nanoTime() - start) / 1e9);
  }
}
