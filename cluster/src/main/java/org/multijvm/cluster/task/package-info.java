/** What users and the cluster's engine share. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.task;
