package org.multijvm.codec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a class whose objects cannot travel, and are likely to be tried: what to do instead, for the {@link EncodingException}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface CannotTravel {
    /** What to do instead, in a few words, such as {@code send one of its ends}. */
    String value();
}
