package org.multijvm.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.multijvm.cluster.task.TlsFiles;

/** Who signs certificates of a cluster: by the JDK's keytool, as docs/cluster.md shows it. */
final class Authority {
    static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path own;

    Authority(Path parent, String name) throws IOException, InterruptedException {
        folder = Files.createDirectories(parent.resolve(name));
        own = folder.resolve("authority.p12");
        keytool("-alias", "authority", "-dname", "CN=" + name, "-ext", "bc:c");
    }

    /** A key with a certificate that this authority has signed, and its own as the one that is trusted. */
    TlsFiles files(String name) throws IOException, InterruptedException, GeneralSecurityException {
        keytool("-alias", name, "-dname", "CN=" + name, "-signer", "authority");
        char[] password = PASSWORD.toCharArray();
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(own)) {
            all.load(in, password);
        }
        KeyStore keys = empty();
        keys.setKeyEntry(name, all.getKey(name, password), password, all.getCertificateChain(name));
        KeyStore trusted = empty();
        trusted.setCertificateEntry("authority", all.getCertificate("authority"));
        return new TlsFiles(write(keys, name + ".p12"), write(trusted, "trusted.p12"), PASSWORD);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private Path write(KeyStore store, String file) throws GeneralSecurityException, IOException {
        Path path = folder.resolve(file);
        try (OutputStream out = Files.newOutputStream(path)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return path;
    }

    private void keytool(String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-keystore",
                own.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly().waitFor();
            throw new IOException("keytool has failed: " + Files.readString(said));
        }
    }
}
