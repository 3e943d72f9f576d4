package org.multijvm.codec;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** What java.time holds. A class of its own, so that a JVM that meets none loads none. */
final class TimeForms {
    private TimeForms() {}

    static void write(byte tag, Object value, ValueWriter out) {
        out.writeByte(tag);
        switch (tag) {
            case ValueLayout.DURATION -> {
                out.writeLong(((Duration) value).getSeconds());
                out.writeInt(((Duration) value).getNano());
            }
            case ValueLayout.INSTANT -> {
                out.writeLong(((Instant) value).getEpochSecond());
                out.writeInt(((Instant) value).getNano());
            }
            case ValueLayout.LOCAL_DATE -> out.writeLong(((LocalDate) value).toEpochDay());
            case ValueLayout.LOCAL_TIME -> out.writeLong(((LocalTime) value).toNanoOfDay());
            case ValueLayout.LOCAL_DATE_TIME -> local((LocalDateTime) value, out);
            case ValueLayout.OFFSET_DATE_TIME -> {
                local(((OffsetDateTime) value).toLocalDateTime(), out);
                out.writeInt(((OffsetDateTime) value).getOffset().getTotalSeconds());
            }
            case ValueLayout.ZONED_DATE_TIME -> {
                local(((ZonedDateTime) value).toLocalDateTime(), out);
                out.writeInt(((ZonedDateTime) value).getOffset().getTotalSeconds());
                out.writeString(((ZonedDateTime) value).getZone().getId());
            }
            case ValueLayout.ZONE_OFFSET -> out.writeInt(((ZoneOffset) value).getTotalSeconds());
            default -> out.writeString(((ZoneId) value).getId());
        }
    }

    private static void local(LocalDateTime value, ValueWriter out) {
        out.writeLong(value.toLocalDate().toEpochDay());
        out.writeLong(value.toLocalTime().toNanoOfDay());
    }

    static Object read(byte tag, ValueReader in) {
        return switch (tag) {
            case ValueLayout.DURATION -> Duration.ofSeconds(in.readLong(), in.readInt());
            case ValueLayout.INSTANT -> Instant.ofEpochSecond(in.readLong(), in.readInt());
            case ValueLayout.LOCAL_DATE -> LocalDate.ofEpochDay(in.readLong());
            case ValueLayout.LOCAL_TIME -> LocalTime.ofNanoOfDay(in.readLong());
            case ValueLayout.LOCAL_DATE_TIME -> local(in);
            case ValueLayout.OFFSET_DATE_TIME -> OffsetDateTime.of(local(in), offset(in));
            case ValueLayout.ZONED_DATE_TIME ->
                ZonedDateTime.ofInstant(local(in), offset(in), ZoneId.of(in.readName()));
            case ValueLayout.ZONE_OFFSET -> offset(in);
            default -> ZoneId.of(in.readName());
        };
    }

    private static LocalDateTime local(ValueReader in) {
        LocalDate date = LocalDate.ofEpochDay(in.readLong());
        return LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.readLong()));
    }

    private static ZoneOffset offset(ValueReader in) {
        return ZoneOffset.ofTotalSeconds(in.readInt());
    }
}
