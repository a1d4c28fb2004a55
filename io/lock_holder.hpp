#pragma once

#include <string>

namespace replica {

/// The contents of a lock file of this process: host, process, its start, the machine's boot and container, job and
/// user, a line each, and a random word by which its maker knows it again.
std::string describe_this_process();

/// "process 12 on node3, SLURM job 77" from such contents; "an unknown process" from others.
std::string name_holder(const std::string& contents);

/// Whether such contents tell of a process of this machine and container that is gone; false where that can't be known.
bool is_dead(const std::string& contents);

/// This node's name; empty where it has none.
std::string host_name();

/// A word that no other process makes.
std::string random_word();

}  // namespace replica
