package org.multijvm.ipc.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SharedCellTest {
    private static final int KIND = 7;

    @Test
    void isTheSameObjectForAllInOneJvm() {
        SharedCell cell = SharedCell.create(KIND);
        assertThat(SharedCell.attach(cell.file(), cell.index(), KIND)).isSameAs(cell);
        cell.free();
    }

    @Test
    void startsAsZerosAlignedToALine() {
        SharedCell cell = SharedCell.create(KIND);
        assertThat(cell.memory().capacity()).isEqualTo(SharedCell.BYTES);
        assertThat(cell.memory().alignmentOffset(0, SharedCell.BYTES)).isZero();
        for (int i = SharedCell.USER_AT; i < SharedCell.BYTES; i++) {
            assertThat(cell.memory().get(i)).isZero();
        }
        cell.free();
    }

    @Test
    void canBeARunOfLines() {
        SharedCell small = SharedCell.create(KIND);
        SharedCell large = SharedCell.create(KIND, CellPage.CELLS - 5);
        SharedCell other = SharedCell.create(KIND, 5);
        assertThat(large.memory().capacity()).isEqualTo((CellPage.CELLS - 5) * SharedCell.BYTES);
        assertThat(large.memory().alignmentOffset(0, SharedCell.BYTES)).isZero();
        assertThat(SharedCell.attach(large.file(), large.index(), KIND, CellPage.CELLS - 5))
                .isSameAs(large);
        large.memory().putLong(large.memory().capacity() - Long.BYTES, 77);
        if (other.file().equals(large.file())) {
            assertThat(other.index()).isEqualTo(large.index() + CellPage.CELLS - 5);
        }
        assertThat(other.memory().getLong(SharedCell.USER_AT)).isZero();
        small.free();
        large.free();
        other.free();
    }

    @Test
    void refusesLengthsThatNoFileHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedCell.create(KIND, CellPage.CELLS + 1))
                .withMessage("a cell cannot have so many lines: lines=961, most=960");
        assertThatIllegalArgumentException().isThrownBy(() -> SharedCell.create(KIND, 0));
    }

    @Test
    void neverGivesAPlaceAwayTwice() {
        Set<String> places = new HashSet<>();
        for (int i = 0; i < 3 * CellPage.CELLS; i++) {
            SharedCell cell = SharedCell.create(KIND);
            assertThat(places.add(cell.file() + "#" + cell.index())).isTrue();
            cell.free();
        }
    }

    @Test
    void fillsSeveralFilesAndLeavesNoneWhenAllAreFreed() {
        List<SharedCell> cells = new ArrayList<>();
        Set<String> files = new HashSet<>();
        for (int i = 0; i < 2 * CellPage.CELLS; i++) {
            cells.add(SharedCell.create(KIND));
            files.add(cells.get(i).file());
        }
        assertThat(files).hasSizeGreaterThan(1).allMatch(file -> Files.exists(Path.of(file)));
        for (SharedCell cell : cells) {
            cell.free();
        }
        // other tests may still have cells in the file that was begun before
        assertThat(files.stream().filter(file -> Files.exists(Path.of(file)))).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void refusesACellThatWasFreedOrIsOfAnotherKind() {
        SharedCell keepsTheFile = SharedCell.create(KIND);
        SharedCell cell = SharedCell.create(KIND);
        assertThatThrownBy(() -> SharedCell.attach(cell.file(), cell.index(), KIND + 1))
                .hasMessageContaining("the cell is of another kind")
                .hasMessageContaining("kind=7, expected=8");
        cell.free();
        assertThatThrownBy(() -> SharedCell.attach(cell.file(), cell.index(), KIND))
                .hasMessageContaining("the shared memory is gone: its creator has closed it");
        keepsTheFile.free();
        assertThatIllegalArgumentException().isThrownBy(() -> SharedCell.create(0));
    }
}
