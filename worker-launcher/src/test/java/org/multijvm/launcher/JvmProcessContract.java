package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.SerializableRunnable;

/** Rules P1 to P14, for each way in which a JVM comes to life. */
@Tag("process")
abstract class JvmProcessContract {
    static final List<String> SHARED_BY_NOBODY = new ArrayList<>();

    private final StartupMode mode;

    @TempDir
    Path folder;

    JvmProcessContract(StartupMode mode) {
        this.mode = mode;
    }

    @AfterEach
    void drain() throws InterruptedException {
        SparePool.shared().drain();
    }

    private JvmProcess.Builder process(SerializableRunnable function) {
        return JvmProcess.builder(function)
                .options(JvmOptions.builder()
                        .startup(mode)
                        .standardError(Output.DISCARD)
                        .build());
    }

    private ProcessExit exitOf(SerializableRunnable function) throws InterruptedException {
        return Shared.end(process(function).start());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void runsFunctionsOneAfterTheOther() throws Exception {
        for (int i = 0; i < 3; i++) {
            int number = i;
            String file = file("result" + i);
            JvmProcess process = process(() -> Shared.write(
                            file, number + " " + ProcessHandle.current().pid() + " " + System.in.read()))
                    .start();
            assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(0));
            assertThat(Shared.await(file)).isEqualTo(number + " " + process.pid() + " -1");
            assertThat(process.folder()).doesNotExist();
            process.close();
        }
    }

    @Test
    void namesAndNumbersTheTreeOfProcesses() throws Exception {
        String file = file("names");
        JvmProcess process = process(() -> {
                    JvmProcess child = JvmProcess.start(() -> Shared.write(
                            file,
                            JvmProcess.currentProcess().name() + " "
                                    + Thread.currentThread().getName() + " "
                                    + JvmProcess.parentProcess().orElseThrow().name() + " "
                                    + JvmProcess.parentProcess().orElseThrow().isAlive()));
                    child.join();
                })
                .name("etl")
                .start();
        Shared.end(process);
        assertThat(process.name()).isEqualTo("etl");
        assertThat(Shared.await(file)).matches("Process-[0-9]+:1 Process-[0-9]+:1 etl true");
        assertThat(JvmProcess.currentProcess().name()).isEqualTo("MainProcess");
        assertThat(JvmProcess.parentProcess()).isEmpty();
    }

    @Test
    void joinOfNoTimeOnlyLooks() throws Exception {
        JvmProcess process = process(Shared::sleepLong).start();
        assertThat(process.join(Duration.ZERO)).isFalse();
        assertThat(process.join(Duration.ofSeconds(-1))).isFalse();
        assertThat(process.isAlive()).isTrue();
        assertThat(process.exit()).isEmpty();
        assertThat(JvmProcess.activeChildren()).contains(process);
        process.kill();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Signal(9));
        assertThat(process.join(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        assertThat(JvmProcess.activeChildren()).doesNotContain(process);
        assertThat(process.isAlive()).isFalse();
        process.kill();
        process.terminate();
    }

    @Test
    void tellsExitValuesFromSignals() throws Exception {
        assertThat(exitOf(() -> System.exit(300))).isEqualTo(new ProcessExit.Code(44));
        assertThat(exitOf(() -> System.exit(-1))).isEqualTo(new ProcessExit.Code(255));
        assertThat(exitOf(() -> System.exit(137))).isEqualTo(new ProcessExit.Code(137));
        assertThat(exitOf(() -> System.exit(143))).isEqualTo(new ProcessExit.Code(143));
        assertThat(exitOf(() -> Runtime.getRuntime().halt(7))).isEqualTo(new ProcessExit.Code(7));
        assertThat(exitOf(() -> signal("KILL"))).isEqualTo(new ProcessExit.Signal(9));
        assertThat(exitOf(() -> signal("TERM"))).isEqualTo(new ProcessExit.Signal(15));
        assertThat(exitOf(() -> signal("ALRM"))).isEqualTo(new ProcessExit.Signal(14));
        assertThat(exitOf(() -> System.exit(142))).isEqualTo(new ProcessExit.Code(142));
        // ignored where the tests run under nohup, and there it ends nobody
        assertThat(exitOf(() -> signal("HUP"))).isIn(new ProcessExit.Signal(1), new ProcessExit.Code(0));
        assertThat(exitOf(() -> System.exit(129))).isEqualTo(new ProcessExit.Code(129));
    }

    @Test
    void whatAChildStartsHasAnEmptyStandardInputAndIgnoresNoMoreSignalsThanWhatItsParentStarts() throws Exception {
        String file = file("program");
        JvmProcess process = process(() -> {
                    System.in.close();
                    Shared.write(file, input() + ignored());
                })
                .start();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(0));
        assertThat(Shared.await(file)).isEqualTo("0" + ignored());
    }

    /** What cat says to the standard input that it inherits. */
    private static String input() throws Exception {
        Process cat = new ProcessBuilder("cat")
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return cat.waitFor(60, TimeUnit.SECONDS) ? Integer.toString(cat.exitValue()) : "still reading";
    }

    /** Which signals a program ignores that is started here. */
    private static String ignored() throws Exception {
        Process program = new ProcessBuilder("grep", "SigIgn", "/proc/self/status").start();
        return new String(program.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void aShieldedChildIsTerminatedByItsParentOnly() throws Exception {
        String ready = file("ready");
        String hook = file("hook");
        JvmProcess process = process(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> writeUnchecked(hook)));
                    signalNow("TERM");
                    signalNow("HUP");
                    signalNow("INT");
                    // a signal is handled in a thread of its own: a second one of the kind comes behind it
                    signalNow("TERM");
                    Shared.write(ready, "");
                    Shared.sleepLong();
                })
                .shielded(true)
                .start();
        Shared.await(ready);
        assertThat(process.join(Duration.ofMillis(200))).isFalse();
        assertThat(Path.of(hook)).doesNotExist();
        process.terminate();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Signal(15));
        assertThat(Path.of(hook)).exists();
    }

    @Test
    void aKillInTheMiddleOfAnOrderlyExitIsASignal() throws Exception {
        assertThat(exitOf(() -> {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> signal("KILL")));
                    System.exit(3);
                }))
                .isEqualTo(new ProcessExit.Signal(9));
    }

    @Test
    void anUncaughtExceptionIsPrintedUnderTheProcessName() throws Exception {
        JvmProcess process = process(() -> {
                    throw new IllegalStateException("wrong");
                })
                .name("loser")
                .start();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(1));
        assertThat(process.errorTail().get(0)).isEqualTo("Process loser:");
        assertThat(process.errorTail().get(1)).isEqualTo("java.lang.IllegalStateException: wrong");
    }

    @Test
    void aDaemonInheritsItsFlagAndMayNotHaveChildren() throws Exception {
        JvmProcess process =
                process(() -> JvmProcess.start(() -> {})).daemon(true).start();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(1));
        assertThat(String.join("\n", process.errorTail()))
                .contains("java.lang.IllegalStateException: a daemon process may not start children");
        JvmProcess allowed = process(() -> {
                    JvmProcess child = JvmProcess.start(() -> {});
                    child.join();
                    System.exit(child.daemon() ? 5 : 6);
                })
                .daemon(true)
                .allowChildren(true)
                .start();
        assertThat(Shared.end(allowed)).isEqualTo(new ProcessExit.Code(5));
    }

    @Test
    void waitsForTheThreadsOfTheFunction() throws Exception {
        String file = file("late");
        String go = file("go");
        JvmProcess process = process(() -> new Thread(() -> {
                            Shared.await(go);
                            writeUnchecked(file);
                        })
                        .start())
                .start();
        assertThat(process.join(Duration.ofMillis(10))).isFalse();
        Shared.write(go, "");
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(0));
        assertThat(Path.of(file)).exists();
    }

    @Test
    void closesOnlyWhatHasEnded() throws Exception {
        JvmProcess process = process(Shared::spin).start();
        assertThatThrownBy(process::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot close a process while it runs");
        process.terminate();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Signal(15));
        assertThat(process.toString()).contains("stopped").contains("Signal[number=15]");
        process.close();
        process.close();
        assertThatThrownBy(process::pid).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::exit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::join).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(process::terminate).isInstanceOf(IllegalStateException.class);
        assertThat(process.name()).startsWith("Process-");
        assertThat(process.toString()).contains("closed");
    }

    @Test
    void givesEachCallerAFutureOfItsOwn() throws Exception {
        JvmProcess process = process(() -> {}).start();
        CompletableFuture<ProcessExit> mine = process.onExit();
        mine.complete(new ProcessExit.Code(99));
        assertThat(process.onExit().get(60, TimeUnit.SECONDS)).isEqualTo(new ProcessExit.Code(0));
    }

    @Test
    void refusesAStartFromTheInitializerOfTheFunctionsClass() throws Exception {
        JvmProcess process = process(new StartsTooEarly()).start();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(1));
        assertThat(String.join("\n", process.errorTail())).contains("before its own function runs");
    }

    @Test
    void runsAClassThatImplementsTheFunction() throws Exception {
        assertThat(exitOf(new ExitsWith(12))).isEqualTo(new ProcessExit.Code(12));
    }

    @Test
    void sharesNoStatics() throws Exception {
        SHARED_BY_NOBODY.add("parent");
        assertThat(exitOf(() -> System.exit(SHARED_BY_NOBODY.size()))).isEqualTo(new ProcessExit.Code(0));
    }

    @Test
    void takesAFunctionThatIsLongerThanAPipe() throws Exception {
        byte[] large = new byte[3_000_000];
        Arrays.fill(large, (byte) 3);
        assertThat(exitOf(() -> System.exit(large[2_999_999]))).isEqualTo(new ProcessExit.Code(3));
    }

    @Test
    void keepsTheReportOfANativeCrash() throws Exception {
        JvmProcess process = process(() -> {
                    signal("SEGV");
                    Shared.sleepLong();
                })
                .options(JvmOptions.builder()
                        .startup(mode)
                        .output(Output.DISCARD)
                        .build())
                .start();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Signal(6));
        assertThat(process.crashReport().orElseThrow()).contains("SIGSEGV");
    }

    @Test
    void killsTheWholeTree() throws Exception {
        String file = file("grandchild");
        JvmProcess process = process(() -> {
                    JvmProcess child = JvmProcess.start(Shared::spin);
                    Shared.write(file, child.pid());
                    Shared.spin();
                })
                .start();
        long grandchild = Long.parseLong(Shared.await(file));
        process.kill();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Signal(9));
        Shared.awaitGone(grandchild);
    }

    @Test
    void terminatingAProcessTerminatesItsChildren() throws Exception {
        String file = file("grandchild");
        JvmProcess process = process(() -> {
                    JvmProcess child = JvmProcess.start(Shared::spin);
                    Shared.write(file, child.pid());
                    Shared.spin();
                })
                .start();
        long grandchild = Long.parseLong(Shared.await(file));
        process.terminate();
        assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Signal(15));
        Shared.awaitGone(grandchild);
    }

    private static void signalNow(String name) throws Exception {
        new ProcessBuilder(
                        "kill",
                        "-" + name,
                        Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();
    }

    private static void signal(String name) {
        try {
            signalNow(name);
            if (name.equals("TERM")) {
                Shared.sleepLong();
            } else if (name.equals("HUP")) {
                Thread.sleep(5_000);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void writeUnchecked(String file) {
        try {
            Files.writeString(Path.of(file), "");
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rule P15: without a guard each child would start the next. */
    static final class StartsTooEarly implements SerializableRunnable {
        private static final long serialVersionUID = 1;

        static {
            if (JvmProcess.parentProcess().isPresent()) {
                JvmProcess.start(() -> {});
            }
        }

        @Override
        public void run() {}
    }

    /** Rule P14: a class of one's own instead of a lambda. */
    static final class ExitsWith implements SerializableRunnable {
        private static final long serialVersionUID = 1;
        private final int value;

        ExitsWith(int value) {
            this.value = value;
        }

        @Override
        public void run() {
            System.exit(value);
        }
    }
}
