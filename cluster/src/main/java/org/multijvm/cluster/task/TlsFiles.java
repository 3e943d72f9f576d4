package org.multijvm.cluster.task;

import java.nio.file.Path;

/**
 * By what a node proves who it is, and whom it lets in: both sides show a certificate.
 *
 * @param keyStore a PKCS #12 file with the key and the certificate of this node
 * @param trustStore a PKCS #12 file with the certificates that are trusted
 * @param password of both files
 */
public record TlsFiles(Path keyStore, Path trustStore, String password) {
    /** Without the password. */
    @Override
    public String toString() {
        return "TlsFiles[keyStore=" + keyStore + ", trustStore=" + trustStore + "]";
    }
}
