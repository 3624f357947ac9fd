//! The sockets on which the server listens.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};

use crate::listen::ListenAddress;

/// Listening sockets.
#[derive(Debug)]
pub(crate) enum Sockets {
    /// One port, of an address or of several.
    Tcp(Vec<TcpListener>),
    /// A socket in the file system.
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixListener, unix::SocketFile),
}

impl Sockets {
    /// Begins to listen.
    ///
    /// # Errors
    /// When an address cannot be had, or a name has none.
    pub(crate) fn open(address: &ListenAddress) -> io::Result<Self> {
        match address {
            ListenAddress::Address(address) => Ok(Self::Tcp(vec![TcpListener::bind(address)?])),
            ListenAddress::Name(name, port) => Ok(Self::Tcp(bind_each(name, *port)?)),
            #[cfg(unix)]
            ListenAddress::Unix(path) => {
                let (listener, file) = unix::bind(path)?;
                Ok(Self::Unix(listener, file))
            }
        }
    }

    /// Their addresses, as a client would use them.
    pub(crate) fn addresses(&self) -> io::Result<Vec<String>> {
        match self {
            Self::Tcp(listeners) => listeners
                .iter()
                .map(|listener| Ok(format!("http://{}", listener.local_addr()?)))
                .collect(),
            #[cfg(unix)]
            Self::Unix(_, file) => Ok(vec![format!("unix:{}", file.path().display())]),
        }
    }
}

/// Binds the port of each address that the name has and this machine can listen on: a list
/// of names has `::1` for `localhost` on machines without IPv6 too. Those of IPv4 come first.
fn bind_each(name: &str, port: u16) -> io::Result<Vec<TcpListener>> {
    let mut addresses: Vec<SocketAddr> = (name, port).to_socket_addrs()?.collect();
    addresses.sort_by_key(SocketAddr::is_ipv6);
    addresses.dedup();
    let mut listeners = Vec::new();
    let mut failure = io::Error::new(ErrorKind::NotFound, "the name has no address");
    let mut free_port = port;
    for mut address in addresses {
        address.set_port(free_port);
        match TcpListener::bind(address) {
            Ok(listener) => {
                free_port = listener.local_addr()?.port();
                listeners.push(listener);
            }
            Err(error) if is_to_be_told(&error, port) => return Err(error),
            Err(error) => failure = error,
        }
    }
    if listeners.is_empty() {
        Err(failure)
    } else {
        Ok(listeners)
    }
}

/// True if another address of the name does not make up for this error: another program has the
/// port of this one, and would get a part of the readers. Port 0 may be any.
fn is_to_be_told(error: &io::Error, port: u16) -> bool {
    match error.kind() {
        ErrorKind::AddrInUse => port != 0,
        ErrorKind::PermissionDenied => true,
        _ => false,
    }
}

#[cfg(unix)]
pub(crate) mod unix {
    //! A socket in the file system.

    use std::fs::{self, Permissions};
    use std::io::{self, ErrorKind};
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
    use std::os::unix::net::{UnixListener, UnixStream};
    use std::path::{Path, PathBuf};

    /// Whoever may enter its folder may connect, as anyone on this machine may to a port.
    const MODE: u32 = 0o666;

    /// The file of a socket, which goes when this is dropped, unless it is another's by then.
    #[derive(Debug)]
    pub(crate) struct SocketFile {
        path: PathBuf,
        /// The file's device and number.
        file: (u64, u64),
    }

    impl SocketFile {
        /// The file's path.
        pub(crate) fn path(&self) -> &Path {
            &self.path
        }
    }

    impl Drop for SocketFile {
        fn drop(&mut self) {
            if file_at(&self.path).is_ok_and(|file| file == self.file) {
                // Else it is a socket to which nobody listens, and the next start takes it.
                let _ = fs::remove_file(&self.path);
            }
        }
    }

    fn file_at(path: &Path) -> io::Result<(u64, u64)> {
        let metadata = fs::symlink_metadata(path)?;
        Ok((metadata.dev(), metadata.ino()))
    }

    /// Listens on a socket at the path.
    ///
    /// # Errors
    /// When something is there but a socket to which nobody listens any more.
    pub(crate) fn bind(path: &Path) -> io::Result<(UnixListener, SocketFile)> {
        let listener = match UnixListener::bind(path) {
            Err(error) if error.kind() == ErrorKind::AddrInUse && is_abandoned(path) => {
                fs::remove_file(path)?;
                UnixListener::bind(path)?
            }
            listener => listener?,
        };
        let file = SocketFile {
            file: file_at(path)?,
            path: path.to_owned(),
        };
        fs::set_permissions(path, Permissions::from_mode(MODE))?;
        Ok((listener, file))
    }

    fn is_abandoned(path: &Path) -> bool {
        fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_socket())
            && UnixStream::connect(path)
                .is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused)
    }
}
