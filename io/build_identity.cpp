#include "io/build_identity.hpp"

#include <cstring>
#include <elf.h>
#include <link.h>
#include <span>

namespace replica {
namespace {

constexpr std::size_t aligned(std::size_t size) { return (size + 3) / 4 * 4; }

std::string hexadecimal(std::span<const unsigned char> bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

// Notes follow each other: sizes of name and contents, a type, the name, the contents; both padded to four bytes.
std::string find_in_notes(std::span<const unsigned char> notes) {
    while (notes.size() >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        std::memcpy(&note, notes.data(), sizeof note);
        notes = notes.subspan(sizeof note);
        const std::size_t name = aligned(note.n_namesz);
        const std::size_t contents = aligned(note.n_descsz);
        if (notes.size() < name + contents) break;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(notes.data(), "GNU", 4) == 0)
            return hexadecimal(notes.subspan(name, note.n_descsz));
        notes = notes.subspan(name + contents);
    }
    return {};
}

// Called for each loaded object, the program being the first.
int visit(dl_phdr_info* object, std::size_t /*size*/, void* result) {
    for (std::size_t i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr)& header = object->dlpi_phdr[i];
        if (header.p_type != PT_NOTE) continue;
        const auto* begin = reinterpret_cast<const unsigned char*>(object->dlpi_addr + header.p_vaddr);
        const std::string found = find_in_notes({begin, header.p_memsz});
        if (found.empty()) continue;
        *static_cast<std::string*>(result) = found;
        break;
    }
    return 1;
}

}  // namespace

std::string build_identity() {
    std::string identity;
    dl_iterate_phdr(visit, &identity);
    return identity;
}

}  // namespace replica
