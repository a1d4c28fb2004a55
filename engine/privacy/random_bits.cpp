#include "engine/privacy/random_bits.hpp"

#include "engine/error.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/random.h>

namespace replica {

Uint128 RandomBits::below(Uint128 bound) {
    const bool narrow = bound <= ~std::uint64_t{0};
    const Uint128 all = narrow ? Uint128{~std::uint64_t{0}} : ~Uint128{0};
    // all + 1 is the number of draws; those from the last multiple of bound on are drawn again.
    const Uint128 rejected = (all % bound + 1) % bound;
    for (;;) {
        const Uint128 drawn = narrow ? Uint128{next()} : (Uint128{next()} << 64U) | next();
        if (drawn <= all - rejected) return drawn % bound;
    }
}

SystemRandomBits& SystemRandomBits::shared() {
    static SystemRandomBits bits;
    return bits;
}

std::uint64_t SystemRandomBits::next() {
    if (used_ == buffer_.size()) {
        auto* bytes = reinterpret_cast<std::byte*>(buffer_.data());
        for (std::size_t filled = 0; filled < sizeof buffer_;) {
            const ssize_t got = ::getrandom(bytes + filled, sizeof buffer_ - filled, 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) throw JobError(std::string("the system gives no random bytes: ") + std::strerror(errno));
            filled += static_cast<std::size_t>(got);
        }
        used_ = 0;
    }
    return std::exchange(buffer_[used_++], 0);
}

}  // namespace replica
