#include "engine/column_profile.hpp"

#include <numeric>
#include <type_traits>

namespace replica {
namespace {

Bytes pack(const std::vector<ColumnProfile>& profiles) {
    ByteWriter out;
    for (const auto& profile : profiles) profile.write(out);
    return out.take();
}

std::vector<ColumnProfile> unpack(const Bytes& bytes) {
    std::vector<ColumnProfile> profiles;
    ByteReader in(bytes);
    while (!in.at_end()) profiles.push_back(ColumnProfile::read(in));
    return profiles;
}

}  // namespace

void ColumnProfile::merge(const ColumnProfile& other) {
    values_.merge(other.values_);
    format_.merge(other.format_);
    for (std::size_t token = 0; token < missing_.size(); ++token) missing_[token] += other.missing_[token];
}

std::uint64_t ColumnProfile::missing() const {
    return std::accumulate(missing_.begin(), missing_.end(), std::uint64_t{0});
}

bool ColumnProfile::all_unique() const {
    if (values_.complete()) return values_.size() == values_.total();
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (values_.count(i) != 1) return false;
    }
    return true;
}

void ColumnProfile::write(ByteWriter& out) const {
    static_assert(std::is_trivially_copyable_v<FormatInference>);
    values_.write(out);
    out.put(format_);
    out.put_all(missing_);
}

ColumnProfile ColumnProfile::read(ByteReader& in) {
    ColumnProfile profile(0);
    profile.values_ = DistinctValues::read(in);
    profile.format_ = in.get<FormatInference>();
    profile.missing_ = in.get_all<std::uint64_t>();
    return profile;
}

std::vector<ColumnProfile> merge_profiles(const std::vector<ColumnProfile>& local, const Communicator& comm) {
    if (comm.size() == 1) return local;
    const auto gathered = comm.gather(pack(local));
    Bytes merged;
    if (comm.is_root()) {
        auto profiles = local;
        for (std::size_t rank = 1; rank < gathered.size(); ++rank) {
            const auto others = unpack(gathered[rank]);
            for (std::size_t c = 0; c < profiles.size(); ++c) profiles[c].merge(others[c]);
        }
        merged = pack(profiles);
    }
    return unpack(comm.broadcast(std::move(merged)));
}

}  // namespace replica
