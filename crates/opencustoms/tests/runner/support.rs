//! Runs the program in a folder of its own.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_opencustoms"));
        command.args(arguments).current_dir(self.folder.path()).env_remove("OPENCUSTOMS_DATA").env_remove("PORT");
        command.stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn table(rows: u64) -> String {
    let header = "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,\
                  Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,\
                  Tax Rate,Tax Type,Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud\n";
    let row = |id: u64| {
        let fraud = u64::from(id.is_multiple_of(5));
        format!(
            "{id},2020-03-01,40,B,11,21,11,10,DCL{},IMP{},SEL{},,871200,CN,CN,8.0,A,Y,{}.5,{}.25,{fraud},0\n",
            id % 7,
            (id % 11) * (1 + fraud),
            id % 13,
            10 + id % 90,
            1_000 + id * 37 % 9_000
        )
    };
    header.to_owned() + &(1..=rows).map(row).collect::<String>()
}
