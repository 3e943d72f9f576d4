/** What every test of multijvm needs: the check for leaks, ways to kill, and dumps when something hangs. */
@NullMarked
package org.multijvm.test;

import org.jspecify.annotations.NullMarked;
