# SPDX-FileCopyrightText: 2026 The Crossroads authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Flags, warnings and speed-ups, once for every target; and the one way to declare a room.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF) # no modules here; the scan costs a process per file
set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE)
    # Precompiled headers carry their build time; these two settings let ccache look past it.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${CCACHE})
endif()
find_program(MOLD mold)

add_library(crossroads_flags INTERFACE)
target_include_directories(crossroads_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(crossroads_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_CONTEXTLESS_CONNECT
    QT_NO_FOREACH QT_NO_URL_CAST_FROM_STRING QT_STRICT_ITERATORS
    QT_DISABLE_DEPRECATED_UP_TO=0x060800 CROSSROADS_VERSION="${PROJECT_VERSION}")
target_compile_options(crossroads_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
if(CROSSROADS_WERROR)
    target_compile_options(crossroads_flags INTERFACE -Werror)
endif()
if(CROSSROADS_SANITIZE)
    target_compile_options(crossroads_flags INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
    target_link_options(crossroads_flags INTERFACE -fsanitize=address,undefined)
endif()
if(CROSSROADS_FUZZ)
    target_compile_options(crossroads_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(MOLD)
    target_link_options(crossroads_flags INTERFACE -fuse-ld=mold)
endif()

# Two precompiled headers, one on each side of the wall; every room reuses one of them.
function(_crossroads_pch name)
    file(WRITE ${CMAKE_BINARY_DIR}/pch/${name}.cpp "")
    add_library(${name} STATIC ${CMAKE_BINARY_DIR}/pch/${name}.cpp)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    target_link_libraries(${name} PUBLIC crossroads_flags ${ARGN})
endfunction()

function(crossroads_make_pch)
    _crossroads_pch(crossroads_pch_core Qt6::Core)
    target_precompile_headers(crossroads_pch_core PRIVATE
        <QObject> <QString> <QList> <QHash> <QJsonDocument> <QJsonObject> <QJsonArray> <QTimer> <QUrl>
        <QFuture> <QDateTime> <QThread> <QPointer> <QDebug>
        <expected> <optional> <variant> <memory> <chrono> <functional> <algorithm> <format> <vector>)
    if(CROSSROADS_BUILD_UI)
        _crossroads_pch(crossroads_pch_ui Qt6::Widgets)
        target_precompile_headers(crossroads_pch_ui PRIVATE
            <QtWidgets> <expected> <optional> <variant> <memory> <chrono> <functional> <algorithm> <format> <vector>)
    endif()
endfunction()

# crossroads_room(NAME SOURCES a.cpp ... LINKS room ... LIBS Qt6::Network ...)
# One static library per room, linked only to the rooms that its line names: an include from a room that is
# not linked is caught by tests/ladder, which reads LINKS from these very calls.
function(crossroads_room name)
    cmake_parse_arguments(ROOM "UI" "" "SOURCES;LINKS;LIBS" ${ARGN})
    add_library(${name} STATIC ${ROOM_SOURCES})
    if(ROOM_UI)
        set(pch crossroads_pch_ui)
    else()
        set(pch crossroads_pch_core)
    endif()
    target_precompile_headers(${name} REUSE_FROM ${pch})
    target_link_libraries(${name} PUBLIC crossroads_flags Qt6::Core ${ROOM_LINKS} ${ROOM_LIBS})
endfunction()
