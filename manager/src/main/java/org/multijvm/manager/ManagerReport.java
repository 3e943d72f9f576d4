package org.multijvm.manager;

/**
 * What a manager's server has.
 *
 * @param objects how many objects the collector has not found unused yet
 * @param clients how many JVMs are connected, this one included
 * @param waiting how many calls wait for others
 */
public record ManagerReport(int objects, int clients, int waiting) {}
