/**
 * Classes that no file holds, as those of {@code java Main.java} and of JShell: what they are called on their way to other JVMs, and how those get
 * their bytes. For {@code codec}, which writes and reads the names; a program all of whose classes lie in files loads nothing of it.
 */
package org.multijvm.classes;
