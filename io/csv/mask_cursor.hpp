#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace replica {

/// Walks over the structural bytes that find_structure has found. Small enough to live in registers.
class MaskCursor {
public:
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    MaskCursor() = default;
    /// `masks_begin`: offset of the first mask's first byte; bytes before `begin`, which it covers, are passed over.
    MaskCursor(const std::uint64_t* structural, const std::uint8_t* suspicious, std::size_t masks,
               std::size_t masks_begin, std::size_t begin)
        : structural_(structural), suspicious_(suspicious), masks_(masks), masks_begin_(masks_begin) {
        if (masks_ == 0) return;
        word_ = structural_[0] & (~std::uint64_t{0} << (begin - masks_begin));
        suspicious_seen_ = suspicious_[0];
    }

    /// Offset of the next structural byte, or none.
    std::size_t next() {
        while (word_ == 0) {
            if (index_ + 1 >= masks_) return none;
            enter(index_ + 1);
        }
        const auto bit = static_cast<std::size_t>(std::countr_zero(word_));
        word_ &= word_ - 1;
        return masks_begin_ + index_ * 64 + bit;
    }

    /// Takes the byte at `at`, the one behind the last that next() gave, for data.
    void pass_over(std::size_t at) {
        const std::size_t index = (at - masks_begin_) / 64;
        if (index >= masks_) return;
        if (index != index_) enter(index);
        word_ &= ~(std::uint64_t{1} << ((at - masks_begin_) % 64));
    }

    /// Whether the masks entered since the last call, the one it was in included, hold anything suspicious.
    bool take_suspicion() {
        const bool suspicious = suspicious_seen_ != 0;
        suspicious_seen_ = masks_ == 0 ? std::uint8_t{0} : suspicious_[index_];
        return suspicious;
    }

private:
    void enter(std::size_t index) {
        index_ = index;
        word_ = structural_[index];
        suspicious_seen_ |= suspicious_[index];
    }

    const std::uint64_t* structural_ = nullptr;
    const std::uint8_t* suspicious_ = nullptr;
    std::size_t masks_ = 0;
    std::size_t masks_begin_ = 0;
    std::size_t index_ = 0;
    std::uint64_t word_ = 0;
    std::uint8_t suspicious_seen_ = 0;
};

}  // namespace replica
