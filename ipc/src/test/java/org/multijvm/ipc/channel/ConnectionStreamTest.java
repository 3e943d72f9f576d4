package org.multijvm.ipc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.launcher.JvmProcess;

/** Values of one type, one by one and as a stream. */
@Tag("process")
@Timeout(60)
class ConnectionStreamTest {
    @Test
    void receivesAValueOfTheTypeThatIsAskedFor() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.first().send("text");
            pipe.first().send(5);
            pipe.first().send(null);
            pipe.first().send(7L);
            pipe.first().send("last");
            String text = pipe.second().recv(String.class);
            int number = pipe.second().recv(int.class);
            assertThat(text).isEqualTo("text");
            assertThat(number).isEqualTo(5);
            assertThat(pipe.second().recv(String.class)).isNull();
            assertThatThrownBy(() -> pipe.second().recv(Integer.class))
                    .isInstanceOf(ClassCastException.class)
                    .hasMessage(
                            "received a value of another type, it is taken: wanted=java.lang.Integer, received=java.lang.Long");
            assertThat(pipe.second().recv(Object.class)).isEqualTo("last");
        }
    }

    @Test
    void streamsWhatAnotherJvmSendsUntilItCloses() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            try (JvmProcess sender = JvmProcess.start(() -> {
                for (int i = 0; i < 1000; i++) {
                    theirs.send(i);
                }
                theirs.close();
            })) {
                theirs.close();
                assertThat(pipe.first().stream(Integer.class).mapToInt(i -> i).sum())
                        .isEqualTo(499_500);
                sender.join();
            }
        }
    }

    @Test
    void endsWhenTheSenderIsKilled() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            try (JvmProcess sender = JvmProcess.start(() -> {
                theirs.send("one");
                theirs.send("two");
                Thread.sleep(600_000);
            })) {
                theirs.close();
                List<String> seen = pipe.first().stream(String.class)
                        .peek(value -> {
                            if (value.equals("two")) {
                                sender.kill();
                            }
                        })
                        .toList();
                assertThat(seen).containsExactly("one", "two");
                sender.join();
            }
        }
    }

    @Test
    void leavesWhatItDoesNotAskForAndTheHandleOpen() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            for (int i = 0; i < 3; i++) {
                pipe.first().send(i);
            }
            try (Stream<Integer> two = pipe.second().stream(Integer.class).limit(2)) {
                assertThat(two).containsExactly(0, 1);
            }
            assertThat(pipe.second().recv()).isEqualTo(2);
        }
    }

    @Test
    void anInterruptLosesNothingAndAClosedHandleIsAnError() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> pipe.second().stream(Integer.class).findFirst())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
            pipe.first().send(1);
            assertThat(pipe.second().stream(Integer.class).findFirst()).contains(1);
            pipe.second().close();
            assertThatThrownBy(() -> pipe.second().stream(Integer.class).findFirst())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(IOException.class);
        }
    }
}
