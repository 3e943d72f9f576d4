package org.multijvm.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What code of the library does not do, though Java would let it. */
@Tag("unit")
class LibraryCodeTest {
    private static final DescribedPredicate<JavaClass> LIBRARY = resideInAnyPackage(
                    "org.multijvm.classes..",
                    "org.multijvm.codec..",
                    "org.multijvm.launcher..",
                    "org.multijvm.ipc..",
                    "org.multijvm.pool..",
                    "org.multijvm.queue..",
                    "org.multijvm.manager..",
                    "org.multijvm.server..",
                    "org.multijvm.cluster..")
            .as("library code");

    private static final DescribedPredicate<JavaClass> RESTS_ON_CHRONICLE =
            resideInAPackage("org.multijvm.queue..").as("the module queue");

    private static final DescribedPredicate<JavaClass> RESTS_ON_IGNITE =
            resideInAPackage("org.multijvm.cluster..").as("the module cluster");

    /**
     * One tells on a child's standard error why it ends, another hands on what children write: that is their work. Two are programs. The others print nothing, but look
     * whether somebody has replaced the streams, put back what a task replaced, and stand before them while a bar is shown.
     */
    private static final DescribedPredicate<JavaClass> SPEAKS_FOR_CHILDREN = nameMatching(
                    "org\\.multijvm\\.(launcher\\.(ChildFailure|OutputPump|SystemStreams)|pool\\.engine\\.(TaskSurroundings|TerminalLine)|manager\\.ManagerServer|cluster\\.ClusterMember)(\\$.*)?")
            .forSubtype();

    @Test
    void printsNothing() {
        ArchRule rule = noClasses()
                .that(LIBRARY.and(DescribedPredicate.not(SPEAKS_FOR_CHILDREN)))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("a library logs by SLF4J, and standard output belongs to the user's program");
        rule.check(LibraryClasses.ALL);
    }

    @Test
    void usesNoUnsafe() {
        noClasses()
                .that(LIBRARY)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("sun.misc.Unsafe")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("jdk.internal.misc.Unsafe")
                .because("a later JDK denies it; see docs/adr/0002")
                .check(LibraryClasses.ALL);
    }

    @Test
    void doesNotKnowIgnite() {
        noClasses()
                .that(LIBRARY.and(DescribedPredicate.not(RESTS_ON_IGNITE)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.ignite..")
                .because("it needs flags, 15 MB, and a second to start")
                .check(LibraryClasses.ALL);
    }

    @Test
    void doesNotKnowChronicle() {
        noClasses()
                .that(LIBRARY.and(DescribedPredicate.not(RESTS_ON_CHRONICLE)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.openhft..")
                .because("its first use costs 0.6 s, and it needs flags that slow every start")
                .check(LibraryClasses.ALL);
    }
}
