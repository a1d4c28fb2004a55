#pragma once

#include <string>
#include <vector>

namespace replica {

/// First three digits of ZIP codes whose areas have at most 20,000 people by the census of 2010 (U.S. Department of
/// Health and Human Services, "Guidance Regarding Methods for De-identification of Protected Health Information",
/// 2012): Safe Harbor has them changed to 000.
inline std::vector<std::string> small_zip_areas() {
    return {"036", "059", "102", "203", "205", "369", "556", "692",
            "753", "772", "821", "823", "878", "879", "884", "893"};
}

}  // namespace replica
