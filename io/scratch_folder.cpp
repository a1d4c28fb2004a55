#include "io/scratch_folder.hpp"

#include "engine/error.hpp"
#include "io/lock_holder.hpp"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace replica {
namespace {

namespace fs = std::filesystem;

std::string job_of_slurm() {
    const char* job = std::getenv("SLURM_JOB_ID");
    return job != nullptr && *job != '\0' ? job : "0";
}

std::string reason(int code) { return std::generic_category().message(code); }

void check_digest(const fs::path& file, const FileDigest& found, const FileDigest& expected) {
    if (found.bytes == expected.bytes && found.xxh3 == expected.xxh3) return;
    throw JobError(file.string() + " on " + host_name() + " holds other bytes than were written (checksum " +
                   hash_text(found.xxh3) + ", not " + hash_text(expected.xxh3) + "); check that disk, and run again");
}

}  // namespace

ScratchFolder::ScratchFolder(const fs::path& parent) {
    const std::string place = "--scratch " + parent.string() + " on " + host_name();
    std::error_code absent;
    if (!fs::is_directory(parent, absent))
        throw InputError(place + " is not a folder; make it on every node, or name another");
    path_ = parent / ("replica." + std::to_string(::geteuid()) + "." + job_of_slurm() + "." + random_word());
    if (::mkdir(path_.c_str(), 0700) != 0)
        throw InputError(place + " can't be written to: " + reason(errno) + "; name another");
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void move_file(const fs::path& from, const fs::path& to, const FileDigest& expected) {
    std::error_code code;
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, code);
    try {
        if (code)
            throw JobError("cannot copy " + from.string() + " on " + host_name() + " to " + to.string() + ": " +
                           code.message());
        check_digest(to, sync_and_digest(to), expected);
    } catch (...) {
        fs::remove(to, code);
        throw;
    }
    fs::remove(from, code);
}

}  // namespace replica
