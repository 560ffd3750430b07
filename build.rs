//! Sees to it that a newly built web client is embedded. Never runs npm: without a client the server shows a
//! page that says how to build one.

fn main() {
    let dist = std::path::Path::new("clients/web/dist");
    // A folder that is there can be watched; one that is not would make cargo build again every time.
    // Where it cannot be made, the binary is built without a client all the same.
    let _ = std::fs::create_dir_all(dist);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=clients/web/dist");
}
