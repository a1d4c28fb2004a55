#include "engine/configuration_index.hpp"

#include <bit>

namespace replica {

ConfigurationIndex::ConfigurationIndex(std::span<const std::uint64_t> configurations) {
    const std::size_t places = std::bit_ceil(2 * configurations.size() + 2);  // at most half full
    entries_.resize(places);
    mask_ = places - 1;
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(places));
    for (std::uint32_t position = 0; position < configurations.size(); ++position) {
        std::size_t place = home(configurations[position]);
        while (entries_[place].position != vacant) place = (place + 1) & mask_;
        entries_[place] = {configurations[position], position};
    }
}

}  // namespace replica
