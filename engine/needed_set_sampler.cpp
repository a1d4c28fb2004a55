#include "engine/needed_set_sampler.hpp"

#include "kernels/entropy.hpp"

#include <algorithm>
#include <limits>

namespace replica {
namespace {

std::size_t weight_of(std::uint64_t cells) {
    constexpr double parts_of_octave = 8;
    const double octave = log_of_integer(2);
    double nats = 0;
    for (; cells > std::numeric_limits<std::uint32_t>::max(); cells /= 2) nats += octave;
    nats += log_of_integer(static_cast<std::uint32_t>(cells));
    return static_cast<std::size_t>(nats / octave * parts_of_octave + 0.5);
}

}  // namespace

double hashed_fraction(std::uint64_t draw, std::uint64_t step) {
    // The output function of splitmix64: Steele, Lea, Flood (2014), "Fast splittable pseudorandom number generators".
    std::uint64_t word = (draw << 32) + step + 1;
    word *= 0x9E3779B97F4A7C15ULL;
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ word >> 27) * 0x94D049BB133111EBULL;
    return static_cast<double>((word ^ word >> 31) >> 11) * 0x1p-53;
}

NeededSetSampler::NeededSetSampler(std::span<const std::uint32_t> domains, std::size_t max_size,
                                   std::uint64_t family_cells)
    : max_size_(max_size), limit_(family_cells == 0 ? 0 : weight_of(family_cells)) {
    for (const std::uint32_t domain : domains) weights_.push_back(weight_of(domain));
    std::vector<std::size_t> largest = weights_;
    std::sort(largest.rbegin(), largest.rend());
    std::size_t heaviest = 0;
    for (std::size_t i = 0; i < std::min(max_size, largest.size()); ++i) heaviest += largest[i];
    limit_ = std::min(limit_, heaviest);
    sets_.resize((domains.size() + 1) * max_size * (limit_ + 1));
    for (std::size_t first = domains.size(); first > 0; --first)
        for (std::size_t size = 1; size <= max_size; ++size)
            for (std::size_t room = 0; room <= limit_; ++room) {
                double count = sets(first, size, room);
                const std::size_t weight = weights_[first - 1];
                if (weight <= room) count += sets(first, size - 1, room - weight);
                sets_[((first - 1) * max_size_ + size - 1) * (limit_ + 1) + room] = count;
            }
}

std::vector<std::uint16_t> NeededSetSampler::sample(std::size_t size, std::uint64_t draw) const {
    std::vector<std::uint16_t> set;
    std::size_t room = limit_;
    for (std::size_t first = 0; first < weights_.size() && size > 0; ++first) {
        const double without = sets(first + 1, size, room);
        if (hashed_fraction(draw, first) * sets(first, size, room) < without) continue;
        set.push_back(static_cast<std::uint16_t>(first));
        room -= weights_[first];
        --size;
    }
    return set;
}

}  // namespace replica
