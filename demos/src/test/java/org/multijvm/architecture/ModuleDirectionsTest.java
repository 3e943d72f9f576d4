package org.multijvm.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows between modules and packages: worker-launcher &lt;- ipc &lt;- pool &lt;- {manager, cluster}, ipc &lt;- {queue, server}, all &lt;- demos, and no way back. */
@Tag("unit")
class ModuleDirectionsTest {
    /** A package, and those above it that it must not know. */
    static Stream<Arguments> packagesAndWhatLiesAbove() {
        return Stream.of(
                above(
                        "org.multijvm.classes..",
                        "..codec..",
                        "..launcher..",
                        "..ipc..",
                        "..pool..",
                        "..queue..",
                        "..manager..",
                        "..server..",
                        "..cluster..",
                        "..demos.."),
                above(
                        "org.multijvm.codec..",
                        "..launcher..",
                        "..ipc..",
                        "..pool..",
                        "..queue..",
                        "..manager..",
                        "..server..",
                        "..cluster..",
                        "..demos.."),
                above("org.multijvm.launcher.flags..", "..codec..", "..launcher"),
                above(
                        "org.multijvm.launcher..",
                        "..ipc..",
                        "..pool..",
                        "..queue..",
                        "..manager..",
                        "..server..",
                        "..cluster..",
                        "..demos.."),
                above(
                        "org.multijvm.ipc.file..",
                        "..ipc.wait..",
                        "..ipc.ring..",
                        "..ipc.held..",
                        "..ipc.memory..",
                        "..ipc.sync..",
                        "..ipc.channel..",
                        "..ipc.queue..",
                        "..ipc.socket.."),
                above(
                        "org.multijvm.ipc.wait..",
                        "..ipc.ring..",
                        "..ipc.held..",
                        "..ipc.memory..",
                        "..ipc.sync..",
                        "..ipc.channel..",
                        "..ipc.queue..",
                        "..ipc.socket.."),
                above(
                        "org.multijvm.ipc.ring..",
                        "..ipc.held..",
                        "..ipc.memory..",
                        "..ipc.sync..",
                        "..ipc.channel..",
                        "..ipc.queue..",
                        "..ipc.socket.."),
                above(
                        "org.multijvm.ipc.held..",
                        "..ipc.memory..",
                        "..ipc.sync..",
                        "..ipc.channel..",
                        "..ipc.queue..",
                        "..ipc.socket.."),
                above(
                        "org.multijvm.ipc.memory..",
                        "..ipc.wait..",
                        "..ipc.ring..",
                        "..ipc.held..",
                        "..ipc.sync..",
                        "..ipc.channel..",
                        "..ipc.queue..",
                        "..ipc.socket.."),
                above(
                        "org.multijvm.ipc.sync..",
                        "..ipc.ring..",
                        "..ipc.held..",
                        "..ipc.memory..",
                        "..ipc.channel..",
                        "..ipc.queue..",
                        "..ipc.socket.."),
                above(
                        "org.multijvm.ipc.channel..",
                        "..ipc.memory..",
                        "..ipc.sync..",
                        "..ipc.queue..",
                        "..ipc.socket.."),
                above(
                        "org.multijvm.ipc.queue..",
                        "..ipc.memory..",
                        "..ipc.sync..",
                        "..ipc.channel..",
                        "..ipc.socket.."),
                above("org.multijvm.ipc.socket..", "..ipc.memory..", "..ipc.sync..", "..ipc.queue.."),
                above(
                        "org.multijvm.ipc..",
                        "..pool..",
                        "..queue..",
                        "..manager..",
                        "..server..",
                        "..cluster..",
                        "..demos.."),
                above(
                        "org.multijvm.pool.task..",
                        "..pool",
                        "..pool.engine..",
                        "..pool.worker..",
                        "..pool.jvm..",
                        "..pool.threads.."),
                above("org.multijvm.pool.engine..", "..pool", "..pool.worker..", "..pool.jvm..", "..pool.threads.."),
                above("org.multijvm.pool.worker..", "..pool", "..pool.jvm..", "..pool.threads.."),
                above("org.multijvm.pool.jvm..", "..pool", "..pool.threads.."),
                above("org.multijvm.pool.threads..", "..pool", "..pool.worker..", "..pool.jvm.."),
                above("org.multijvm.pool..", "..queue..", "..manager..", "..server..", "..cluster..", "..demos.."),
                above("org.multijvm.queue..", "..pool..", "..manager..", "..server..", "..cluster..", "..demos.."),
                above("org.multijvm.server..", "..pool..", "..queue..", "..manager..", "..cluster..", "..demos.."),
                above(
                        "org.multijvm.manager.handle..",
                        "..manager",
                        "..manager.wire..",
                        "..manager.served..",
                        "..manager.link..",
                        "..manager.tasks.."),
                above(
                        "org.multijvm.manager.wire..",
                        "..manager",
                        "..manager.handle..",
                        "..manager.served..",
                        "..manager.link..",
                        "..manager.tasks.."),
                above(
                        "org.multijvm.manager.served..",
                        "..manager",
                        "..manager.handle..",
                        "..manager.link..",
                        "..manager.tasks.."),
                above(
                        "org.multijvm.manager.link..",
                        "..manager",
                        "..manager.handle..",
                        "..manager.served..",
                        "..manager.tasks.."),
                above("org.multijvm.manager.tasks..", "..manager", "..manager.handle..", "..manager.served.."),
                above("org.multijvm.manager..", "org.multijvm.queue..", "..server..", "..cluster..", "..demos.."),
                above(
                        "org.multijvm.cluster.task..",
                        "..cluster",
                        "..cluster.wire..",
                        "..cluster.grid..",
                        "..cluster.driver..",
                        "..cluster.member.."),
                above(
                        "org.multijvm.cluster.wire..",
                        "..cluster",
                        "..cluster.grid..",
                        "..cluster.driver..",
                        "..cluster.member.."),
                above(
                        "org.multijvm.cluster.grid..",
                        "..cluster",
                        "..cluster.wire..",
                        "..cluster.driver..",
                        "..cluster.member.."),
                above(
                        "org.multijvm.cluster.launch..",
                        "..cluster",
                        "..cluster.wire..",
                        "..cluster.driver..",
                        "..cluster.member.."),
                above("org.multijvm.cluster.driver..", "..cluster", "..cluster.member.."),
                above("org.multijvm.cluster.member..", "..cluster", "..cluster.driver.."),
                above("org.multijvm.cluster..", "..queue..", "..server..", "..demos.."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("packagesAndWhatLiesAbove")
    void aPackageDoesNotKnowThoseAboveIt(String lower, String... higher) {
        noClasses()
                .that()
                .resideInAPackage(lower)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(higher)
                .check(LibraryClasses.ALL);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.multijvm.(**)").should().beFreeOfCycles().check(LibraryClasses.ALL);
    }

    private static Arguments above(String lower, String... higher) {
        String[] names = Stream.of(higher)
                .map(name -> "org.multijvm" + name.substring(1))
                .toArray(String[]::new);
        return Arguments.of(lower, names);
    }
}
