/**
 * How functions and values travel to other JVMs.
 *
 * <p>Whatever is {@link java.io.Serializable} arrives as by Java serialization: its state and not what its methods make of it, with its class, its
 * mode (the order of access of a {@code LinkedHashMap}, a comparator, a list that refuses null) and its aliases. What one value holds twice
 * arrives once, and so does what a function captured and the arguments of its call have in common, and the elements and pairs of one chunk of a
 * {@code map} or {@code starmap}. Plain data has a compact form of its own ({@link org.multijvm.codec.ValueWriter}); a value with anything
 * else inside goes through the {@link org.multijvm.codec.Codec} as a whole, as a rule Java serialization.
 *
 * <p>What differs from Java serialization, and why:
 *
 * <ul>
 *   <li>These travel although they are not serializable, alone and in whatever container travels: records (their fields; of one in a package that is
 *       exported and not open what its accessors give), {@code Optional}, {@code Path} of the default file system. Parts of lists, keys, values and
 *       entries of maps and other views of the JDK's arrive as copies. They are data that tasks mostly take and give.
 *   <li>Small things that cannot change (strings up to 64 characters, numbers, times, records of these) may arrive as several equal objects.
 *       Nobody can tell but by {@code ==}, and the search for them would cost more than they do.
 *   <li>What a captured value that needs the {@code Codec} shares with the items of a {@code map} arrives twice, if the items have the compact form:
 *       they would lose it. It is one in {@code apply}.
 *   <li>A record that holds itself by a list or the like is there twice, where Java serialization gives null in its place.
 *   <li>{@code Arrays.asList} arrives with an array of its own, of {@code Object}: nobody can see the array behind such a list.
 *   <li>The bits of a NaN are kept.
 *   <li>A method reference is made for the types that it is used with. Java serialization gives the first one in its class that refers to the same
 *       method (JDK-8208752), and does so here, too, with references inside of what needs Java serialization that differ in further
 *       interfaces alone.
 *   <li>A class without fields whose only object lies in its static field {@code INSTANCE}, or in a field of the class around it that is called as
 *       it is, arrives as that object: Kotlin's {@code object}s, companions and {@code Unit}. Static state does not travel.
 *   <li>Locks, semaphores, latches, barriers and conditions of {@code java.util.concurrent} are refused where they are captured, sent or in a
 *       container: a copy would hold up nobody. One in a field of a serializable object travels with it, unlocked, as it guards that copy.
 *   <li>Data nested more than 500 deep goes through Java serialization, which fits some thousand levels into the stack of a thread; what does not
 *       is refused.
 * </ul>
 *
 * <p>All else is a copy, whose later changes nobody else sees. That goes for an {@code AtomicInteger}, a {@code ConcurrentHashMap} and a
 * {@code BlockingQueue}, too: to count or talk across JVMs use {@code SharedValue}, {@code SimpleQueue} and their like.
 *
 * <p>Of the types of functions only {@link org.multijvm.codec.SerializableCallable} extends one of the JDK's. The others would lose {@code throws
 * Exception} by that, or need a second method beside the one that users write: functions that read files go to {@code map} as they are.
 * Where a {@code Function} or {@code Runnable} is asked for, write a lambda around it.
 */
package org.multijvm.codec;
