package org.multijvm.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How large packages are, and how much of them users see. */
@Tag("unit")
class PackageShapeTest {
    private static final int MOST_FILES = 50;
    private static final int MOST_PUBLIC_PERCENT = 60;

    /** What serves our own modules: public there, exported to nobody else. */
    private static final Set<String> MACHINE = Set.of(
            "org.multijvm.classes",
            "org.multijvm.launcher.flags",
            "org.multijvm.launcher.session",
            "org.multijvm.ipc.file",
            "org.multijvm.ipc.wait",
            "org.multijvm.ipc.ring",
            "org.multijvm.ipc.held",
            "org.multijvm.pool.engine",
            "org.multijvm.pool.worker",
            "org.multijvm.pool.jvm",
            "org.multijvm.pool.threads",
            "org.multijvm.manager.handle",
            "org.multijvm.manager.wire",
            "org.multijvm.manager.served",
            "org.multijvm.manager.link",
            "org.multijvm.manager.tasks",
            "org.multijvm.cluster.shared.cell",
            "org.multijvm.cluster.wire",
            "org.multijvm.cluster.grid",
            "org.multijvm.cluster.driver",
            "org.multijvm.cluster.member");

    @ParameterizedTest
    @ValueSource(strings = {"org.multijvm.ipc", "org.multijvm.pool", "org.multijvm.cluster", "org.multijvm.demos"})
    void aPackageHasAtMostFiftyFiles(String module) {
        Map<String, Integer> files = new TreeMap<>();
        topLevel(module).forEach(type -> files.merge(type.getPackageName(), 1, Integer::sum));
        assertThat(files).hasSizeGreaterThan(4);
        files.values().removeIf(count -> count <= MOST_FILES);
        assertThat(files).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.multijvm.ipc.memory",
                "org.multijvm.ipc.sync",
                "org.multijvm.ipc.channel",
                "org.multijvm.ipc.queue",
                "org.multijvm.ipc.socket",
                "org.multijvm.pool",
                "org.multijvm.queue",
                "org.multijvm.manager",
                "org.multijvm.server"
            })
    void mostOfAPackageOfTheUsersIsHidden(String name) {
        List<JavaClass> all = topLevel(name).toList();
        long shown = all.stream().filter(PackageShapeTest::isPublic).count();
        assertThat(all).isNotEmpty();
        assertThat(100 * shown / all.size()).as("percent public").isLessThanOrEqualTo(MOST_PUBLIC_PERCENT);
    }

    @Test
    void noUserSeesTheMachine() {
        List<String> seen = new ArrayList<>();
        LibraryClasses.ALL.stream()
                .filter(type -> type.getPackageName().startsWith("org.multijvm"))
                .filter(type -> !MACHINE.contains(type.getPackageName()))
                .filter(PackageShapeTest::isPublicAllTheWay)
                .forEach(type -> {
                    signatures(type)
                            .filter(used -> MACHINE.contains(used.getPackageName()))
                            .map(used -> type.getName() + " shows " + used.getName())
                            .forEach(seen::add);
                });
        assertThat(seen).isEmpty();
    }

    private static Stream<JavaClass> topLevel(String within) {
        return LibraryClasses.ALL.stream()
                .filter(type -> (type.getPackageName() + ".").startsWith(within + "."))
                .filter(type -> !type.isNestedClass() && !type.getSimpleName().equals("package-info"));
    }

    /** What a public type's users can see: types in its declaration, and in its public and protected members. */
    private static Stream<JavaClass> signatures(JavaClass type) {
        Stream<JavaType> above = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> calls = type.getCodeUnits().stream()
                .filter(unit -> isShown(unit.getModifiers()))
                .flatMap(PackageShapeTest::types);
        Stream<JavaType> fields = type.getFields().stream()
                .filter(field -> isShown(field.getModifiers()))
                .map(JavaField::getType);
        return Stream.of(above, calls, fields)
                .flatMap(types -> types)
                .flatMap(used -> used.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType);
    }

    private static Stream<JavaType> types(JavaCodeUnit unit) {
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getExceptionTypes().stream())
                .flatMap(types -> types);
    }

    private static boolean isPublicAllTheWay(JavaClass type) {
        return isPublic(type)
                && type.getEnclosingClass()
                        .map(PackageShapeTest::isPublicAllTheWay)
                        .orElse(true);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC);
    }

    private static boolean isShown(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }
}
