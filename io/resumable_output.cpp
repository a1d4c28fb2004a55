#include "io/resumable_output.hpp"

#include "engine/byte_stream.hpp"
#include "engine/error.hpp"
#include "engine/mpi/agreement.hpp"
#include "io/lock_holder.hpp"
#include "io/replica_folder.hpp"

#include <map>
#include <span>

#include <system_error>

namespace replica {
namespace {

namespace fs = std::filesystem;

Bytes pack(const std::vector<ReplicaPart>& parts) {
    ByteWriter out;
    out.put<std::uint64_t>(parts.size());
    for (const ReplicaPart& part : parts) {
        out.put_text(part.name);
        for (const std::uint64_t number : {part.rows, part.bytes, part.xxh3}) out.put(number);
    }
    return out.take();
}

std::vector<ReplicaPart> unpack(const Bytes& bytes) {
    ByteReader in(bytes);
    std::vector<ReplicaPart> parts(in.get<std::uint64_t>());
    for (ReplicaPart& part : parts) {
        part.name = in.get_text();
        for (std::uint64_t* number : {&part.rows, &part.bytes, &part.xxh3}) *number = in.get<std::uint64_t>();
    }
    return parts;
}

std::uint64_t share_of(const Communicator& comm, std::uint64_t index) {
    return index % static_cast<std::uint64_t>(comm.size());
}

// Under whichever name it is there.
bool is_whole(const fs::path& file, const ReplicaPart& part) {
    const fs::path path = fs::exists(partial_path(file)) ? partial_path(file) : file;
    const FileDigest digest = sync_and_digest(path);
    return digest.bytes == part.bytes && digest.xxh3 == part.xxh3;
}

}  // namespace

ResumableOutput::ResumableOutput(OutputPlan plan, const Communicator& comm)
    : plan_(std::move(plan)),
      comm_(comm),
      rows_(plan_.files.size()),
      bytes_(plan_.files.size()),
      xxh3_(plan_.files.size()) {
    // Before anything is written: a node without scratch is to leave nothing behind.
    agree(comm, [&] {
        if (!plan_.scratch.empty()) scratch_ = std::make_unique<ScratchFolder>(plan_.scratch);
    });
    const Bytes finished = agree(comm, [&] {
        if (!comm.is_root()) return Bytes{};
        std::error_code taken_by_a_file;  // which is told by prepare_replica_folder
        fs::create_directories(plan_.folder, taken_by_a_file);
        if (fs::is_directory(plan_.folder)) lock_ = std::make_unique<OutputLock>(plan_.folder);
        const auto parts = journaled_parts(plan_.folder, plan_.identity);
        prepare_replica_folder(plan_.folder, plan_.files, plan_.overwrite, parts);
        replace_journals(plan_.folder, plan_.identity, parts);
        return pack(parts);
    });
    take_finished(unpack(comm.broadcast(finished)));
    agree(comm, [&] {
        if (own_.empty()) return;
        journal_ = std::make_unique<PartJournal>(plan_.folder, comm.rank(), plan_.identity);
    });
}

void ResumableOutput::take_finished(const std::vector<ReplicaPart>& finished) {
    std::map<std::string, std::size_t> index;
    for (std::size_t file = 0; file < plan_.files.size(); ++file) index[plan_.files[file]] = file;
    std::vector<std::uint64_t> whole(plan_.files.size());
    agree(comm_, [&] {
        for (std::size_t i = 0; i < finished.size(); ++i) {
            const auto found = index.find(finished[i].name);
            if (share_of(comm_, i) != static_cast<std::uint64_t>(comm_.rank()) || found == index.end()) continue;
            check_stop();
            if (!is_whole(final_path(found->second), finished[i])) continue;
            whole[found->second] = 1;
            rows_[found->second] = finished[i].rows;
            bytes_[found->second] = finished[i].bytes;
            xxh3_[found->second] = finished[i].xxh3;
        }
    });
    comm_.sum_in_place(std::span(whole));
    std::uint64_t dealt = 0;
    for (std::uint64_t unit = 0; unit < plan_.units.size(); ++unit) {
        bool missing = false;
        for (const std::size_t file : plan_.units[unit]) missing = missing || whole[file] == 0;
        if (!missing) {
            taken_ += plan_.units[unit].size();
            continue;
        }
        // A unit is made as a whole: what there is of it counts for nothing.
        for (const std::size_t file : plan_.units[unit]) rows_[file] = bytes_[file] = xxh3_[file] = 0;
        if (share_of(comm_, dealt++) == static_cast<std::uint64_t>(comm_.rank())) own_.push_back(unit);
    }
}

void ResumableOutput::make_all(const std::function<void(const std::vector<std::uint64_t>&)>& write) {
    try {
        write(own_);
    } catch (...) {
        scratch_.reset();
        throw;
    }
    scratch_.reset();
}

void ResumableOutput::make(std::uint64_t unit, const WriteUnit& write) {
    const std::vector<std::size_t>& files = plan_.units[unit];
    std::vector<fs::path> paths;
    for (const std::size_t file : files) {
        // Names in scratch are of one folder: no file of a unit is called like another one's.
        paths.push_back(scratch_
                            ? scratch_->path() / (std::to_string(file) + "." + final_path(file).filename().string())
                            : final_path(file));
    }
    std::vector<Written> written;
    try {
        written = write(paths);
    } catch (const JobError& error) {
        if (!scratch_) throw;
        throw JobError(std::string(error.what()) + " (on node " + host_name() +
                       "; --scratch holds one part for each rank, and a smaller --shard-rows makes smaller ones)");
    }
    std::vector<ReplicaPart> parts;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::size_t file = files[i];
        if (scratch_) move_file(partial_path(paths[i]), partial_path(final_path(file)), written[i].digest);
        parts.push_back({plan_.files[file], written[i].rows, written[i].digest.bytes, written[i].digest.xxh3});
        rows_[file] = parts.back().rows;
        bytes_[file] = parts.back().bytes;
        xxh3_[file] = parts.back().xxh3;
    }
    journal_->add(parts);
}

std::vector<ReplicaPart> ResumableOutput::gather() const {
    std::vector<std::uint64_t> rows = rows_;
    std::vector<std::uint64_t> bytes = bytes_;
    std::vector<std::uint64_t> xxh3 = xxh3_;
    for (std::vector<std::uint64_t>* numbers : {&rows, &bytes, &xxh3}) comm_.sum_in_place(std::span(*numbers));
    std::vector<ReplicaPart> parts;
    for (std::size_t file = 0; file < plan_.files.size(); ++file)
        parts.push_back({plan_.files[file], rows[file], bytes[file], xxh3[file]});
    return parts;
}

void ResumableOutput::publish(const ReplicaManifest& manifest) try {
    agree(comm_, [&] {
        if (!comm_.is_root()) return;
        publish_replica(plan_.folder, manifest);
        replace_journals(plan_.folder, plan_.identity, {});
        lock_.reset();  // the folder is what it is to be before any rank goes on
    });
} catch (const JobError&) {
    discard();
    throw;
}

void ResumableOutput::discard() {
    std::error_code ignored;
    for (std::size_t file = 0; file < plan_.files.size(); ++file)
        if (share_of(comm_, file) == static_cast<std::uint64_t>(comm_.rank()))
            fs::remove(partial_path(final_path(file)), ignored);
    comm_.barrier();
    if (comm_.is_root()) {
        replace_journals(plan_.folder, plan_.identity, {});
        for (std::size_t file = 0; file < plan_.files.size(); ++file)
            if (final_path(file).parent_path() != plan_.folder) fs::remove(final_path(file).parent_path(), ignored);
        lock_.reset();
    }
    comm_.barrier();
}

}  // namespace replica
