package org.multijvm.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;

/** Who counts as dead. */
@Tag("process")
@Timeout(100)
class ProcessKeyTest {
    @Test
    void takesNoLivingProcessForDeadWhenThereIsNoDescriptorLeftToLookWith() {
        try (ChildJvm poor = ChildJvm.startWithDescriptors(64, Poor.class, ProcessKey.SELF)) {
            assertThat(poor.line()).isEqualTo("before=false, without=false");
        }
    }

    /** Looks at its parent, before and after it has opened all that it may. */
    static final class Poor {
        public static void main(String[] args) {
            long parent = (Long) ChildJvm.given(args)[0];
            // first, so that all classes are loaded
            boolean before = ProcessKey.isDead(parent);
            List<FileInputStream> open = new ArrayList<>();
            try {
                while (true) {
                    open.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException noneLeft) {
                System.out.println("before=" + before + ", without=" + ProcessKey.isDead(parent));
            }
        }
    }
}
