package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of children when a JVM ends: rules P7 and P16. The JVM that ends is a plain one, not one of ours. */
@Tag("process")
class ParentDeathTest {
    @TempDir
    Path folder;

    private final List<Process> parents = new ArrayList<>();

    @AfterEach
    void killWhatIsLeft() throws InterruptedException {
        for (Process parent : parents) {
            parent.destroyForcibly().waitFor();
        }
    }

    /** A program that starts children and does what its first argument says. */
    public static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            String folder = arguments[1];
            switch (arguments[0]) {
                case "tree" -> {
                    JvmProcess.start(() -> {
                        JvmProcess.start(() -> {
                            Shared.write(
                                    folder + "/grandchild",
                                    ProcessHandle.current().pid());
                            Shared.spin();
                        });
                        Shared.write(folder + "/child", ProcessHandle.current().pid());
                        Shared.spin();
                    });
                    Shared.spin();
                }
                case "stopped" -> {
                    JvmProcess.start(() -> {
                        JvmProcess.start(() -> {
                            Shared.write(
                                    folder + "/grandchild",
                                    ProcessHandle.current().pid());
                            stopSelf();
                        });
                        Shared.await(folder + "/grandchild");
                        Shared.write(folder + "/child", ProcessHandle.current().pid());
                        stopSelf();
                    });
                    Shared.spin();
                }
                case "counting" -> {
                    JvmProcess.builder(() -> {
                                Shared.write(
                                        folder + "/child",
                                        ProcessHandle.current().pid());
                                count();
                            })
                            .options(JvmOptions.builder()
                                    .jvmArguments("-XX:+UseSerialGC")
                                    .build())
                            .start();
                    Shared.spin();
                }
                case "slow start" -> {
                    for (int i = 0; i < 4; i++) {
                        JvmProcess.start(Shared::spin);
                    }
                    Shared.write(folder + "/started", "");
                    Shared.spin();
                }
                case "daemon" ->
                    JvmProcess.builder(() -> {
                                Shared.write(
                                        folder + "/child",
                                        ProcessHandle.current().pid());
                                Shared.spin();
                            })
                            .daemon(true)
                            .start();
                case "hooks" -> {
                    for (boolean daemon : new boolean[] {true, false}) {
                        JvmProcess.builder(() -> {
                                    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                                        try {
                                            Shared.write(folder + "/hook-" + daemon, "");
                                        } catch (IOException e) {
                                            throw new IllegalStateException(e);
                                        }
                                    }));
                                    Shared.write(
                                            folder + "/child-" + daemon,
                                            ProcessHandle.current().pid());
                                    Shared.spin();
                                })
                                .daemon(daemon)
                                .start();
                    }
                    // a parent that ends by itself would end the daemon before that has its hook
                    Shared.spin();
                }
                case "joined" ->
                    JvmProcess.start(() -> {
                        Shared.write(folder + "/child", ProcessHandle.current().pid());
                        Shared.await(folder + "/go");
                        Shared.write(folder + "/done", "");
                    });
                case "standby" -> {
                    JvmOptions options =
                            JvmOptions.builder().startup(StartupMode.STANDBY).build();
                    JvmProcess.builder(() -> {}).options(options).start().join();
                    Shared.spin();
                }
                case "hanging" -> {
                    JvmProcess.start(() -> {
                        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                            try {
                                Shared.write(
                                        folder + "/child",
                                        ProcessHandle.current().pid());
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                            Shared.spin();
                        }));
                    });
                    Shared.spin();
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
    }

    private static void stopSelf() throws Exception {
        new ProcessBuilder(
                        "kill", "-STOP", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        Shared.spin();
    }

    /** Minutes in loops that the compiler would leave nothing in at which a thread can be stopped. */
    private static void count() {
        int x = 0;
        for (int round = 0; round < 1_000; round++) {
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                x = x * 31 + i;
            }
        }
        System.out.println(x);
    }

    private Process start(String what) throws IOException {
        // what is started by a background job of a shell ignores SIGINT, unless it is told otherwise
        ProcessBuilder builder = new ProcessBuilder(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dmultijvm.session.root=" + folder,
                Parent.class.getName(),
                what,
                folder.toString());
        Process parent = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        parents.add(parent);
        return parent;
    }

    private long pid(String name) {
        return Long.parseLong(Shared.await(folder.resolve(name).toString()));
    }

    private void signal(String name, long pid) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }

    @Test
    void allDescendantsGoWithAKilledParentThoughTheySpin() throws Exception {
        Process parent = start("tree");
        long child = pid("child");
        long grandchild = pid("grandchild");
        signal("KILL", parent.pid());
        Shared.awaitGone(child);
        Shared.awaitGone(grandchild);
    }

    @Test
    void aChildInACountedLoopGoesToo() throws Exception {
        Process parent = start("counting");
        long child = pid("child");
        // until the loop runs as what the compiler makes of it
        Thread.sleep(1_500);
        signal("KILL", parent.pid());
        Shared.awaitGone(child);
    }

    @Test
    void childrenThatComeToLifeGoToo() throws Exception {
        Process parent = start("slow start");
        Shared.await(folder.resolve("started").toString());
        List<ProcessHandle> children = parent.toHandle().children().toList();
        signal("KILL", parent.pid());
        assertThat(children).hasSize(4);
        children.forEach(child -> Shared.awaitGone(child.pid()));
    }

    @Test
    void theNextJvmEndsTheStoppedChildrenOfAKilledOneAndTheirs() throws Exception {
        Process killed = start("stopped");
        long grandchild = pid("grandchild");
        long child = pid("child");
        Awaitility.await().atMost(Shared.LONG).until(() -> isStopped(child) && isStopped(grandchild));
        signal("KILL", killed.pid());
        killed.waitFor();
        for (String name : new String[] {"child", "grandchild"}) {
            Files.delete(folder.resolve(name));
        }
        Process next = start("daemon");
        assertThat(next.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Shared.awaitGone(child);
        Shared.awaitGone(grandchild);
        assertThat(folder.resolve(UserFolder.name())).doesNotExist();
    }

    private static boolean isStopped(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T ");
    }

    @Test
    void aChildInAHangingShutdownHookGoesToo() throws Exception {
        Process parent = start("hanging");
        long child = pid("child");
        signal("KILL", parent.pid());
        Shared.awaitGone(child);
    }

    @Test
    void sparesGoWithAKilledParent() throws Exception {
        Process parent = start("standby");
        Awaitility.await()
                .atMost(Shared.LONG)
                .until(() -> parent.toHandle().children().count() == 1);
        List<ProcessHandle> spares = parent.toHandle().children().toList();
        signal("KILL", parent.pid());
        spares.forEach(spare -> Shared.awaitGone(spare.pid()));
    }

    @Test
    void controlCEndsTheTreeWithoutAWord() throws Exception {
        Process parent = start("tree");
        long child = pid("child");
        long grandchild = pid("grandchild");
        signal("INT", grandchild);
        signal("INT", child);
        assertThat(ProcessIdentity.of(grandchild)).isPresent();
        signal("INT", parent.pid());
        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(parent.exitValue()).isEqualTo(130);
        Shared.awaitGone(child);
        Shared.awaitGone(grandchild);
        assertThat(folder.resolve("output")).isEmptyFile();
    }

    @Test
    void aParentThatEndsTerminatesItsDaemons() throws Exception {
        Process parent = start("daemon");
        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(parent.exitValue()).isZero();
        if (Files.exists(folder.resolve("child"))) {
            Shared.awaitGone(pid("child"));
        }
    }

    @Test
    void aParentThatEndsWaitsForTheOthers() throws Exception {
        Process parent = start("joined");
        pid("child");
        assertThat(parent.isAlive()).isTrue();
        Shared.write(folder.resolve("go").toString(), "");
        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("done")).exists();
        assertThat(folder.resolve(UserFolder.name())).doesNotExist();
    }

    @Test
    void aSignalEndsTheWaitForTheOthers() throws Exception {
        Process parent = start("joined");
        long child = pid("child");
        signal("TERM", parent.pid());
        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Shared.awaitGone(child);
        assertThat(folder.resolve("done")).doesNotExist();
    }

    @Test
    void theHooksOfChildrenRunWhenTheirParentEndsInGoodOrder() throws Exception {
        Process parent = start("hooks");
        long daemon = pid("child-true");
        long other = pid("child-false");
        signal("TERM", parent.pid());
        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Shared.awaitGone(daemon);
        Shared.awaitGone(other);
        assertThat(folder.resolve("hook-true")).exists();
        assertThat(folder.resolve("hook-false")).exists();
    }

    @Test
    void theHooksOfChildrenDoNotRunWhenTheirParentIsKilled() throws Exception {
        Process parent = start("hooks");
        long daemon = pid("child-true");
        long other = pid("child-false");
        signal("KILL", parent.pid());
        Shared.awaitGone(daemon);
        Shared.awaitGone(other);
        assertThat(folder.resolve("hook-true")).doesNotExist();
        assertThat(folder.resolve("hook-false")).doesNotExist();
    }

    @Test
    void theNextJvmSweepsTheFolderOfAKilledOne() throws Exception {
        Process killed = start("tree");
        long grandchild = pid("grandchild");
        long child = pid("child");
        Path users = folder.resolve(UserFolder.name());
        signal("KILL", killed.pid());
        killed.waitFor();
        Shared.awaitGone(child);
        Shared.awaitGone(grandchild);
        assertThat(users).isNotEmptyDirectory();
        for (String name : new String[] {"child", "grandchild"}) {
            Files.delete(folder.resolve(name));
        }
        Process next = start("daemon");
        assertThat(next.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(users).doesNotExist();
    }
}
